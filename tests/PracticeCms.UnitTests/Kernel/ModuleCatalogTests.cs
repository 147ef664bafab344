using PracticeCms.Kernel.Modules;
using PracticeCms.Modules;

namespace PracticeCms.UnitTests.Kernel;

public sealed class ModuleCatalogTests
{
    [Fact]
    public void Features_come_after_what_they_depend_on()
    {
        var catalog = Build(Module("B", "A"), Module("C", "B"), Module("A"));

        Assert.Equal(["A", "B", "C"], catalog.Features.Select(f => f.Id));
    }

    [Fact]
    public void What_an_always_on_feature_needs_is_always_on()
    {
        var needy = Module("Users", "Mail");
        var catalog = Build(needy with { Features = [needy.Features[0] with { IsAlwaysEnabled = true }] }, Module("Mail", "Base"), Module("Base"), Module("Other", "Mail"));

        Assert.Equal(["Base", "Mail", "Users"], catalog.Features.Where(f => f.IsAlwaysEnabled).Select(f => f.Id).Order());
    }

    [Fact]
    public void A_cycle_is_refused_naming_everyone_on_it()
    {
        var error = Assert.Throws<ManifestException>(() => Build(Module("A", "B"), Module("B", "C"), Module("C", "A")));

        Assert.Contains("A -> B -> C -> A", error.Message);
    }

    [Fact]
    public void A_missing_dependency_is_refused_naming_both()
    {
        var error = Assert.Throws<ManifestException>(() => Build(Module("A", "Gone")));

        Assert.Contains("'A' depends on 'Gone'", error.Message);
    }

    [Fact]
    public void A_duplicate_id_is_refused_naming_both_modules()
    {
        var other = Module("Other") with { Features = [Feature("A", "Other")] };

        var error = Assert.Throws<ManifestException>(() => Build(Module("A"), other));

        Assert.Contains("'A' is declared twice: by module 'A' and by module 'Other'", error.Message);
    }

    [Fact]
    public void A_dropped_in_module_that_is_wrong_is_left_out_and_the_rest_starts()
    {
        var catalog = ModuleCatalog.Build([Module("A")], [Module("Broken", "Gone"), Module("Fine", "A")], []);

        Assert.Equal(["A", "Fine"], catalog.Features.Select(f => f.Id));
        Assert.Equal("Broken", Assert.Single(catalog.Refused).Id);
    }

    [Fact]
    public void Switching_a_feature_on_brings_what_it_needs_and_off_takes_what_needs_it()
    {
        var catalog = Build(Module("A"), Module("B", "A"), Module("C", "B"), Module("D"));

        Assert.Equal(["A", "B"], catalog.WithDependencies(["B"]).Select(f => f.Id));
        Assert.Equal(["C", "B"], catalog.WithDependents(["B"]).Select(f => f.Id));
    }

    private static ModuleCatalog Build(params LoadedModule[] modules) => ModuleCatalog.Build(modules, [], []);

    private static LoadedModule Module(string id, params string[] needs) =>
        new(id, "1.0", "", typeof(ModuleCatalogTests).Assembly, false, null, [Feature(id, id, needs)], []);

    private static FeatureInfo Feature(string id, string module, params string[] needs) =>
        new(id, id, "", "", module, "1.0", needs, false, false, false, false);
}
