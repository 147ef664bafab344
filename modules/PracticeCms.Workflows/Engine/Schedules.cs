using System.Text.Json.Nodes;
using PracticeCms.Workflows.Activities;
using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows.Engine;

/// <summary>Types that begin with a timer: one durable timer for the next time of each.</summary>
internal sealed class Schedules(WorkflowsDb db, ITimers timers, WorkflowStore store, ActivityCatalog catalog, StartWorkflow start, IClock clock) : ITimerHandler
{
    public string Kind => WorkflowMessages.Schedule;

    public async Task ArmAsync(WorkflowType type, CancellationToken ct)
    {
        await timers.CancelGroupAsync(Group(type.Id), ct);
        if (!type.IsEnabled)
        {
            return;
        }

        foreach (var node in (await store.GraphAsync(type.CurrentVersionId, ct)).Starts.Where(a => a.Name == nameof(TimerEvent)))
        {
            await ArmAsync(type.Id, node, ct);
        }
    }

    public async Task FireAsync(string key, string payload, Instant due, CancellationToken ct)
    {
        var message = System.Text.Json.JsonSerializer.Deserialize<ScheduleMessage>(payload, DurableJson.Options)!;
        if (await db.Types.FirstOrDefaultAsync(t => t.Id == message.TypeId, ct) is not { IsEnabled: true } type
            || (await store.GraphAsync(type.CurrentVersionId, ct)).Find(message.ActivityId) is not { IsStart: true, Name: nameof(TimerEvent) } node)
        {
            return;
        }

        var cause = new EventMessage(nameof(TimerEvent), new JsonObject { ["Due"] = due.ToString() }, "", null, $"schedule:{due.ToUnixTimeSeconds()}");
        await start.ExecuteAsync(type.Id, message.ActivityId, cause, ct);
        await ArmAsync(type.Id, node, ct);
    }

    private async Task ArmAsync(Guid typeId, ActivityNode node, CancellationToken ct)
    {
        if (catalog.Make(node) is TimerEvent timer && timer.Next(clock.GetCurrentInstant()) is { } due)
        {
            var message = new ScheduleMessage(typeId, node.Id);
            await timers.ScheduleAsync(new TimerRequest(Kind, $"{typeId:N}:{node.Id}", due, message, Group(typeId)), ct);
        }
    }

    private static string Group(Guid typeId) => $"workflow-type:{typeId:N}";
}
