using System.Text.Json.Nodes;
using PracticeCms.Recipes;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Types;

namespace PracticeCms.IntegrationTests.Workflows;

public sealed class TypeTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_recipe_step_applies_once_and_exports_what_it_took(DatabaseProvider database)
    {
        await using var practice = await VisitWorkflows.StartAsync(database, json: null);

        Assert.Equal(["workflow 'Confirm and remind' added"], (await RunAsync(practice, VisitWorkflows.Reminder)).Changes);
        Assert.Empty((await RunAsync(practice, VisitWorkflows.Reminder)).Changes);

        var exported = (await practice.InAsync(s => Step(s).ExportAsync(default)))!;
        Assert.Empty((await RunAsync(practice, exported["data"]![0]!.ToJsonString())).Changes);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(VisitWorkflows.Reminder), exported["data"]![0]));
    }

    [Fact]
    public async Task A_change_makes_a_new_version_and_running_workflows_keep_theirs()
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite);
        await practice.BookAsync();
        await practice.DrainAsync();

        await practice.ImportAsync(VisitWorkflows.Reminder.Replace("\"Reminder\"", "\"Other words\"", StringComparison.Ordinal));
        practice.Clock.Set(practice.Visit.Start - Duration.FromHours(24));
        await practice.DrainAsync();

        Assert.Contains("Reminder", practice.Sent().Select(m => m.Subject));
        Assert.Equal(2, (await practice.InAsync(s => s.GetRequiredService<WorkflowsDb>().Types.FirstAsync())).CurrentNumber);
    }

    [Fact]
    public async Task What_is_wrong_is_reported_with_its_path_and_changes_nothing()
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite, json: null);
        var broken = VisitWorkflows.Reminder
            .Replace("\"DestinationActivityId\": \"wait\"", "\"DestinationActivityId\": \"nowhere\"", StringComparison.Ordinal);

        var context = await RunAsync(practice, broken);

        Assert.Equal("steps[0].data[0].Transitions[1].DestinationActivityId", Assert.Single(context.Problems).Path);
        Assert.False(await practice.InAsync(s => s.GetRequiredService<WorkflowsDb>().Types.AnyAsync()));
    }

    [Fact]
    public async Task An_unknown_activity_is_kept_and_named()
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite, json: null);

        var context = await RunAsync(practice, VisitWorkflows.Reminder.Replace("WaitUntilTask", "PostToTwitterTask", StringComparison.Ordinal));

        Assert.Equal(("steps[0].data[0].Activities[2].Name", true), Assert.Single(context.Problems) switch { var p => (p.Path, p.IsWarning) });
        Assert.Single(context.Changes);
    }

    private static NamedRecipeStepHandler Step(IServiceProvider services) =>
        services.GetRequiredService<PracticeCms.Modules.IFeatureServices<NamedRecipeStepHandler>>().Single(s => s.StepName == "WorkflowType");

    private static Task<RecipeExecutionContext> RunAsync(VisitWorkflows practice, string type) =>
        practice.InAsync(services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            var step = new JsonObject { ["name"] = "WorkflowType", ["data"] = new JsonArray(JsonNode.Parse(type)) };
            var context = new RecipeExecutionContext("WorkflowType", "steps[0]", step, services);
            await Step(services).HandleAsync(context, ct);
            return context;
        }));
}
