using PracticeCms.Kernel.Recipes;

namespace PracticeCms.IntegrationTests.Kernel;

public sealed class RecipeTests
{
    public static TheoryData<string, DatabaseProvider> All()
    {
        var all = new TheoryData<string, DatabaseProvider>();
        foreach (var recipe in (string[])["medical", "legal", "accounting", "blank"])
        {
            all.Add(recipe, DatabaseProvider.Sqlite);
            all.Add(recipe, DatabaseProvider.Postgres);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_recipe_sets_a_practice_up_and_a_second_run_changes_nothing(string recipe, DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync(recipe, provider);

        var again = await RunAsync(host, recipe, new RecipeRunOptions());

        Assert.Empty(again.Problems);
        Assert.Equal([], again.Steps.SelectMany(s => s.Changes.Select(c => $"{s.Name}: {c}")));
        using var staff = await StaffSession.SignInAsync(host);
        Assert.NotNull((await staff.PageAsync("admin")).QuerySelector("main h1"));
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Settings_of_a_recipe_are_held_to_the_ranges_of_the_screens(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", provider);

        var wrong = await SettingsAsync("""
            "BillingSettings": { "RetentionYears": 5000, "PaymentTermDays": 366 }, "RecordRetentionSettings": { "noteYears": -1 },
            "SecuritySettings": { "IdleMinutes": 600, "SessionHours": "0" }, "MailSettings": { "Port": 70000 }, "OutboundSettings": { "MessagesAnHour": 900000 }
            """);
        Assert.Equal(
            ["BillingSettings.PaymentTermDays", "BillingSettings.RetentionYears", "MailSettings.Port", "OutboundSettings.MessagesADay", "RecordRetentionSettings.NoteYears", "SecuritySettings.IdleMinutes", "SecuritySettings.SessionHours"],
            wrong.Problems.Select(p => p.Path.Split('.', 2)[1]).Order(StringComparer.Ordinal));

        // What is not named keeps the value that it has, also where the two are looked at together.
        Assert.Empty((await SettingsAsync(""" "OutboundSettings": { "MessagesADay": 950000 } """)).Problems);
        Assert.Empty((await SettingsAsync(""" "OutboundSettings": { "MessagesAnHour": 900000 } """)).Problems);

        async Task<RecipeReport> SettingsAsync(string sections)
        {
            var file = Path.Combine(host.DataFolder, "settings.recipe.json");
            await File.WriteAllTextAsync(file, $$"""{ "name": "settings", "steps": [ { "name": "settings", {{sections}} } ] }""");
            return await RunAsync(host, file, new RecipeRunOptions());
        }
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_wrong_recipe_lists_every_problem_with_its_path_and_changes_nothing(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", provider);
        var file = Path.Combine(host.DataFolder, "wrong.recipe.json");
        await File.WriteAllTextAsync(file, """
            { "name": "wrong", "steps": [
              { "name": "Roles", "Roles": [ { "Name": "Helper", "Permissions": ["FlyToTheMoon"] } ] },
              { "name": "Nonsense" },
              { "name": "feature", "enable": ["PracticeCms.Gone"] } ] }
            """);

        var report = await RunAsync(host, file, new RecipeRunOptions());

        Assert.False(report.Succeeded);
        Assert.Contains(report.Problems, p => p.Path.StartsWith("steps[0]", StringComparison.Ordinal) && p.Message.Contains("FlyToTheMoon"));
        Assert.Contains(report.Problems, p => p.Path.StartsWith("steps[1]", StringComparison.Ordinal) && p.Message.Contains("Nonsense"));
        Assert.Contains(report.Problems, p => p.Path.StartsWith("steps[2]", StringComparison.Ordinal) && p.Message.Contains("PracticeCms.Gone"));
        var roles = await host.InAsync("Default", services => services.GetRequiredService<Access.IRoles>().ListAsync());
        Assert.DoesNotContain(roles, r => r.Name == "Helper");
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_failed_setup_leaves_nothing_that_blocks_the_next_try(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        var file = Path.Combine(host.DataFolder, "broken.recipe.json");
        await File.WriteAllTextAsync(file, """{ "name": "broken", "issetuprecipe": true, "steps": [ { "name": "feature", "enable": ["PracticeCms.Users"] }, { "name": "Nonsense" } ] }""");

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.SetUpAsync(file, provider));
        Assert.False(Directory.Exists(Path.Combine(host.DataFolder, "Tenants", "Default")));
        await host.SetUpAsync("blank", provider);

        using var staff = await StaffSession.SignInAsync(host);
        Assert.NotNull((await staff.PageAsync("admin")).QuerySelector("main"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_export_run_in_an_empty_practice_exports_the_same(string recipe, DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync(recipe, provider);
        var exported = await ExportAsync(host, "Default");
        var file = Path.Combine(host.DataFolder, "export.recipe.json");
        await File.WriteAllTextAsync(file, exported);
        await host.CreateBareAsync(provider, "Empty", "empty", features: ["PracticeCms.Users"]);

        var report = await RunAsync(host, file, new RecipeRunOptions(), "Empty");

        Assert.Empty(report.Problems);
        Assert.Equal(exported, await ExportAsync(host, "Empty"));
        Assert.Equal(exported, await ExportAsync(host, "Default"));
    }

    private static Task<string> ExportAsync(TestHost host, string tenant) => host.InAsync(tenant, services => services.GetRequiredService<ExportRecipe>().ExecuteAsync());

    private static Task<RecipeReport> RunAsync(TestHost host, string recipe, RecipeRunOptions options, string tenant = "Default") => host.InAsync(tenant, services =>
        services.GetRequiredService<RunRecipe>().ExecuteAsync(host.App.Services.GetRequiredService<RecipeCatalog>().Find(recipe, [])!, options, CancellationToken.None));
}
