using System.Text.Json;
using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Durable;

/// <summary>Runs a handler of an event together with its inbox row.</summary>
internal sealed class EventDispatch(KernelDb db, EventTypes types, UntakenWork untaken, IUnitOfWork unitOfWork, IServiceProvider services, IClock clock)
{
    public const string HandlerKind = "event-handler";

    /// <summary>In the transaction that marks the message done. False where the handler's feature is off.</summary>
    public async Task<bool> HandleAsync(OutboxRow row, CancellationToken ct)
    {
        var envelope = JsonSerializer.Deserialize<EventEnvelope>(row.Payload, DurableJson.Options)!;
        if (types.Find(envelope.Event) is not { } invoker)
        {
            throw new UntakenWorkException(envelope.Handler);
        }

        var isNew = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO kernel_inbox (event_id, handler, at) VALUES ({envelope.EventId}, {envelope.Handler}, {clock.GetCurrentInstant().ToDateTimeUtc()})
            ON CONFLICT (event_id, handler) DO NOTHING
            """,
            ct);
        var handled = isNew == 0 || await invoker.HandleAsync(services, envelope.Handler, envelope.Body, ct);
        if (!handled && !await untaken.IsOffAsync(invoker.Service, type => type.FullName == envelope.Handler, ct))
        {
            throw new UntakenWorkException(envelope.Handler);
        }

        await unitOfWork.FlushAsync(ct);
        CrashPoint.Hit("event.before-commit");
        return handled;
    }
}
