using PracticeCms.Workflows.Types;

namespace PracticeCms.UnitTests.Workflows;

public class WorkflowTypeJsonTests
{
    [Fact]
    public void Untidy_JSON_is_read_and_nothing_of_it_is_lost()
    {
        var json = WorkflowTypeJson.Parse("\uFEFF" + SampleTypes.Untidy).Json!;
        var graph = WorkflowGraph.Of(json);

        Assert.Equal("4k1mxxxxxxxxxxxxxxxxxxxxxx", graph.TypeKey);
        Assert.Equal(["AppointmentBookedEvent", "PostToTwitterTask"], graph.Activities.Select(a => a.Name));
        Assert.Equal("A visit is booked", graph.Activities[0].Title);
        Assert.Contains("FromTheFuture", WorkflowTypeJson.Write(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Export_import_export_gives_the_same_text()
    {
        var first = WorkflowTypeJson.Write(WorkflowTypeJson.Parse(SampleTypes.Untidy).Json!);
        var second = WorkflowTypeJson.Write(WorkflowTypeJson.Parse(first).Json!);

        Assert.Equal(first, second);
    }

    [Fact]
    public void The_switch_and_the_ignored_number_do_not_make_another_version()
    {
        var on = WorkflowTypeJson.Parse("""{ "Id": 7, "Name": "A", "IsEnabled": true, "Activities": [] }""").Json!;
        var off = WorkflowTypeJson.Parse("""{ "Id": 8, "Name": "A", "IsEnabled": false, "Activities": [] }""").Json!;
        var other = WorkflowTypeJson.Parse("""{ "Name": "B", "Activities": [] }""").Json!;

        Assert.Equal(WorkflowTypeJson.Hash(on), WorkflowTypeJson.Hash(off));
        Assert.NotEqual(WorkflowTypeJson.Hash(on), WorkflowTypeJson.Hash(other));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{ \"Name\": ")]
    [InlineData("{ \"Name\": 1, \"name\": 2 }")]
    public void What_is_no_workflow_type_is_said_in_words(string text) => Assert.NotNull(WorkflowTypeJson.Parse(text).Problem);

    [Fact]
    public void Problems_carry_the_path_to_where_they_are()
    {
        var json = WorkflowTypeJson.Parse(SampleTypes.Json("a:LogTask*, a:LogTask", "a-Done-nowhere")).Json!;

        var problems = CheckType.Structure(json).ToList();

        Assert.Contains(problems, p => p.Path == "Transitions[0].DestinationActivityId");
        Assert.Contains(problems, p => p.Path == "Activities[1].ActivityId");
    }

    [Fact]
    public void A_type_that_never_begins_is_a_warning()
    {
        var problem = Assert.Single(CheckType.Structure(WorkflowTypeJson.Parse(SampleTypes.Json("a:LogTask", "")).Json!));

        Assert.True(problem.IsWarning);
    }
}
