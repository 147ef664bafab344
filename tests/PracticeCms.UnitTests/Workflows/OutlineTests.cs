using PracticeCms.Workflows.Types;

namespace PracticeCms.UnitTests.Workflows;

public class OutlineTests
{
    [Fact]
    public void Branches_are_indented_and_a_way_back_names_the_step()
    {
        var graph = SampleTypes.Graph("start:BookedEvent*, ask:IfElseTask, yes:LogTask, no:LogTask", "start-Done-ask, ask-True-yes, ask-False-no, no-Done-ask");

        var lines = Outline.Lines(graph, a => a.Id).Select(l => $"{new string('.', l.Depth)}{l.Outcome}:{l.Sentence}{(l.GoesTo is { } n ? $"->{n}" : "")}");

        Assert.Equal([":start", ":ask", ".True:yes", ".False:no", ".:ask->2"], lines);
    }

    [Fact]
    public void What_is_never_reached_is_said()
    {
        var graph = SampleTypes.Graph("start:BookedEvent*, lost:LogTask", "");

        Assert.Equal("Never reached", Outline.Lines(graph, a => a.Id)[1].Outcome);
    }

    [Fact]
    public void The_summary_is_one_sentence()
    {
        var graph = SampleTypes.Graph("a:BookedEvent*, b:EmailTask, c:WaitUntilTask", "a-Done-b, b-Done-c");

        Assert.Equal("A visit is booked: mail the client, then wait.", Outline.Summary(graph, a => a.Id switch { "a" => "A visit is booked", "b" => "Mail the client", _ => "Wait" }));
    }
}
