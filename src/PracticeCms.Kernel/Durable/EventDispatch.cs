using System.Text.Json;
using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Durable;

/// <summary>Turns one event into one message per enabled handler, and runs a handler together with its inbox row.</summary>
internal sealed class EventDispatch(KernelDb db, Outbox outbox, EventTypes types, IUnitOfWork unitOfWork, IServiceProvider services, IClock clock)
{
    public const string EventKind = "event";
    public const string HandlerKind = "event-handler";

    /// <summary>In the transaction that marks the event's own message done.</summary>
    public async Task FanOutAsync(OutboxRow row, CancellationToken ct)
    {
        var envelope = Read(row);
        foreach (var handler in types.Find(envelope.Event)?.Handlers(services) ?? [])
        {
            var payload = JsonSerializer.Serialize(envelope with { Handler = handler }, DurableJson.Options);
            await outbox.AddAsync(Ids.New(), HandlerKind, $"{envelope.EventId}:{handler}", payload, null, null, ct);
        }
    }

    /// <summary>In the transaction that marks the handler's message done. False where nobody handles it any more.</summary>
    public async Task<bool> HandleAsync(OutboxRow row, CancellationToken ct)
    {
        var envelope = Read(row);
        if (types.Find(envelope.Event) is not { } invoker)
        {
            return false;
        }

        var isNew = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO kernel_inbox (event_id, handler, at) VALUES ({envelope.EventId}, {envelope.Handler}, {clock.GetCurrentInstant().ToDateTimeUtc()})
            ON CONFLICT (event_id, handler) DO NOTHING
            """,
            ct);
        var handled = isNew == 0 || await invoker.HandleAsync(services, envelope.Handler!, envelope.Body, ct);
        await unitOfWork.FlushAsync(ct);
        CrashPoint.Hit("event.before-commit");
        return handled;
    }

    private static EventEnvelope Read(OutboxRow row) => JsonSerializer.Deserialize<EventEnvelope>(row.Payload, DurableJson.Options)!;
}
