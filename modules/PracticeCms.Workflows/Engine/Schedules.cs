using System.Text.Json.Nodes;
using PracticeCms.Workflows.Activities;
using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows.Engine;

/// <summary>A start whose time has come.</summary>
internal sealed record ScheduledStart(Guid TypeId, string ActivityId, Instant Due);

/// <summary>
/// Types that begin with a timer: one durable timer for the next time of each. When it fires, the start goes into the outbox and the next timer is set in one transaction, so that a start
/// which fails, or is left out, ends no schedule.
/// </summary>
internal sealed class Schedules(WorkflowsDb db, ITimers timers, IOutbox outbox, WorkflowStore store, ActivityCatalog catalog, IClock clock) : ITimerHandler
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

        await outbox.EnqueueAsync(Kind, $"wfs:{type.Id:N}:{node.Id}:{due.ToUnixTimeSeconds()}", new ScheduledStart(type.Id, node.Id, due), ct: ct);
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

/// <summary>Starts what was due; once for each time, also where the message comes again.</summary>
internal sealed class StartOnSchedule(StartWorkflow start) : IOutboxHandler
{
    public string Kind => WorkflowMessages.Schedule;

    public Task HandleAsync(OutboxMessage message, CancellationToken ct)
    {
        var (type, activity, due) = message.Read<ScheduledStart>();
        var cause = new EventMessage(nameof(TimerEvent), new JsonObject { ["Due"] = due.ToString() }, "", null, $"schedule:{due.ToUnixTimeSeconds()}");
        return start.ExecuteAsync(type, activity, cause, ct);
    }
}
