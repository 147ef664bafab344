using System.Text.Json.Nodes;
using PracticeCms.Workflows.Activities;
using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Types;

namespace PracticeCms.UnitTests.Workflows;

public class WalkTests
{
    [Fact]
    public void Branches_run_in_order_each_to_its_end()
    {
        var graph = SampleTypes.Graph("fork:ForkTask*, a1:LogTask, a2:LogTask, b1:LogTask", "fork-Left-a1, a1-Done-a2, fork-Right-b1");

        Assert.Equal(["fork", "a1", "a2", "b1"], Run(graph, "fork", id => id == "fork" ? ["Left", "Right"] : ["Done"]));
    }

    [Fact]
    public void A_transition_to_itself_is_taken()
    {
        var graph = SampleTypes.Graph("a:LogTask*, b:LogTask", "a-Again-a, a-Done-b");
        var times = 0;

        Assert.Equal(["a", "a", "a", "b"], Run(graph, "a", id => id == "a" && ++times < 3 ? ["Again"] : ["Done"]));
    }

    [Fact]
    public void Each_visit_has_a_number_of_its_own_and_so_a_key_of_its_own()
    {
        var state = new WorkflowState();
        Walk.Begin(state, "a", isEvent: false);
        Walk.Begin(state, "a", isEvent: false);

        Assert.Equal([1, 2], state.Pending.Select(p => p.Visit));
        Assert.NotEqual(WorkflowStore.Key(Guid.Empty, "a", 1), WorkflowStore.Key(Guid.Empty, "a", 2));
        Assert.Equal(WorkflowStore.Key(Guid.Empty, "a", 1), WorkflowStore.Key(Guid.Empty, "a", 1));
    }

    [Fact]
    public async Task A_join_waits_for_all_branches()
    {
        var graph = SampleTypes.Graph("a:LogTask, b:LogTask, join:JoinTask", "a-Done-join, b-Done-join");
        var state = new WorkflowState();
        var join = new JoinTask();

        Walk.Leave(graph, state, "a", ["Done"]);
        var first = await join.ExecuteAsync(SampleTypes.Context(activityState: state.StateOf("join")), default);
        Walk.Leave(graph, state, "b", ["Done"]);
        var second = await join.ExecuteAsync(SampleTypes.Context(activityState: state.StateOf("join")), default);

        Assert.Equal([JoinTask.NotYet, JoinTask.Joined], [first.Outcome!, second.Outcome!]);
    }

    [Fact]
    public async Task A_join_of_any_branch_goes_on_once_and_ends_the_waiting_before_it()
    {
        var graph = SampleTypes.Graph("fork:ForkTask*, a:LogTask, b:LogTask, join:JoinTask, after:LogTask", "fork-A-a, fork-B-b, a-Done-join, b-Done-join, join-Joined-after");
        var join = new JoinTask { Mode = "1" };
        var state = new JsonObject();

        var first = await join.ExecuteAsync(SampleTypes.Context(activityState: state), default);
        var second = await join.ExecuteAsync(SampleTypes.Context(activityState: state), default);

        Assert.Equal([JoinTask.Joined, JoinTask.NotYet], [first.Outcome!, second.Outcome!]);
        Assert.Equal(["a", "b", "fork"], Walk.Overtaken(graph, join, "join", [JoinTask.Joined]).Order());
    }

    [Fact]
    public void State_survives_being_written_and_read()
    {
        var state = new WorkflowState { Input = new JsonObject { ["Name"] = "Zoë" } };
        Walk.Begin(state, "a", isEvent: true);
        state.StateOf("a")["Index"] = 3;

        var read = WorkflowState.Read(state.Write());

        Assert.Equal("Zoë", read.Input["Name"]!.ToString());
        Assert.Equal(new PendingActivity("a", true, 1), Assert.Single(read.Pending));
        Assert.Equal(3, read.StateOf("a")["Index"]!.GetValue<int>());
    }

    [Fact]
    public void An_event_that_comes_twice_is_taken_once()
    {
        var state = new WorkflowState();

        Assert.True(state.Take("e1"));
        Assert.False(WorkflowState.Read(state.Write()).Take("e1"));
    }

    private static List<string> Run(WorkflowGraph graph, string start, Func<string, IReadOnlyList<string>> outcomes)
    {
        var state = new WorkflowState();
        var order = new List<string>();
        Walk.Begin(state, start, isEvent: false);
        while (state.Pending.Count > 0 && order.Count < 100)
        {
            var next = state.Pending[0].ActivityId;
            state.Pending.RemoveAt(0);
            order.Add(next);
            Walk.Leave(graph, state, next, outcomes(next));
        }

        return order;
    }
}
