using System.Text.Json.Nodes;
using PracticeCms.Durable;
using PracticeCms.Workflows.Activities;
using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Expressions;

namespace PracticeCms.UnitTests.Workflows;

public class ExpressionTests
{
    [Theory]
    [InlineData("""{ "Condition": { "Expression": "1 == 1" } }""", "1 == 1", null)]
    [InlineData("""{ "Syntax": 1, "Condition": { "Expression": "js" }, "LiquidCondition": { "Expression": "{{ true }}" } }""", "{{ true }}", "Liquid")]
    [InlineData("""{ "Syntax": "JavaScript", "Condition": { "Expression": "js" }, "LiquidCondition": { "Expression": "x" } }""", "js", "JavaScript")]
    [InlineData("""{ "condition": { "expression": "yes", "syntax": "Literal" } }""", "yes", "Literal")]
    [InlineData("""{ "Condition": {} }""", null, null)]
    [InlineData("""{ "Condition": { "Expression": null } }""", null, null)]
    [InlineData("""{ "Condition": "plain" }""", "plain", null)]
    public void Every_generation_of_expressions_is_read(string properties, string? expression, string? syntax)
    {
        var activity = new IfElseTask();

        var problems = ActivityBinder.Bind(activity, (JsonObject)JsonNode.Parse(properties)!);

        Assert.Empty(problems);
        Assert.Equal((expression, syntax), (activity.Condition.Expression, activity.Condition.Syntax));
    }

    [Fact]
    public void A_value_that_does_not_fit_is_reported_by_its_name()
    {
        var problem = Assert.Single(ActivityBinder.Bind(new ForkTask(), (JsonObject)JsonNode.Parse("""{ "Forks": 3 }""")!));

        Assert.Equal("Forks", problem.Property);
    }

    [Fact]
    public void A_script_sees_input_and_records_and_sets_properties_and_outcomes()
    {
        var context = SampleTypes.Context(new JsonObject { ["Age"] = 17 });
        var records = new Dictionary<string, object?> { ["Appointment"] = new Dictionary<string, object?> { ["Start"] = Instant.FromUtc(2026, 3, 3, 9, 0), ["Minutes"] = 30 } };

        var result = Script.Run("setProperty('minor', input('Age') < 18); setOutcome('Left'); setOutcome('Right'); Appointment.Start", context, records, CancellationToken.None);

        Assert.Equal("2026-03-03T09:00:00Z", result.Value!.ToString());
        Assert.Equal(["Left", "Right"], result.Outcomes);
        Assert.True(context.Properties["minor"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("while (true) {}")]
    [InlineData("function f() { f(); } f()")]
    [InlineData("var a = []; for (;;) a.push('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'.repeat(1000))")]
    [InlineData("nowhere.at.all")]
    [InlineData("if (")]
    [InlineData("System.IO.File.Delete('x')")]
    public void A_script_that_runs_away_or_fails_stops_the_step(string script) =>
        Assert.Throws<PermanentFailureException>(() => Script.Run(script, SampleTypes.Context(), new Dictionary<string, object?>(), CancellationToken.None));
}
