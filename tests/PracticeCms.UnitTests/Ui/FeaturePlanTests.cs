using PracticeAdmin.Features;
using PracticeCms.Modules;

namespace PracticeCms.UnitTests.Ui;

public sealed class FeaturePlanTests
{
    private static readonly IReadOnlyList<FeatureInfo> All = [Feature("Users"), Feature("Records", "Users"), Feature("Billing", "Records"), Feature("Tasks")];

    [Fact]
    public void Switching_on_names_what_it_needs_and_is_still_off() =>
        Assert.Equal(["Records"], FeaturePlan.ComesAlong("Billing", All, id => id == "Users").Select(f => f.Id));

    [Fact]
    public void Switching_off_names_all_that_stand_on_it() =>
        Assert.Equal(["Records", "Billing"], FeaturePlan.GoesAlong("Users", All, _ => true).Select(f => f.Id));

    [Fact]
    public void A_feature_that_stands_alone_takes_nothing_along() => Assert.Empty(FeaturePlan.GoesAlong("Tasks", All, _ => true));

    private static FeatureInfo Feature(string id, params string[] needs) => new(id, id, "", "", id, "1", needs, false, false, false, false);
}
