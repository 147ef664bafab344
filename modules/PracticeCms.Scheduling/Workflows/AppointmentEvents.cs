using System.Text.Json.Nodes;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Workflows;

/// <summary>An event that may be stale when its turn comes: the visit has moved, was cancelled, or was booked again in the meantime.</summary>
public abstract class AppointmentEvent : EventActivity
{
    public override string Category => "Calendar";

    public override async Task<bool> CanExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        var visit = Guid.TryParse(context.CorrelationId, out var id)
            ? await context.Services.GetRequiredService<SchedulingDb>().Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct)
            : null;
        return visit is not null && Admits(visit.Status) && (context.Input["Sequence"]?.GetValue<int>() is not { } told || told >= visit.Sequence);
    }

    private protected virtual bool Admits(AppointmentStatus status) => true;
}

/// <summary>A visit that was cancelled in the meantime is neither confirmed nor moved.</summary>
public abstract class OpenAppointmentEvent : AppointmentEvent
{
    private protected override bool Admits(AppointmentStatus status) => status is not (AppointmentStatus.Cancelled or AppointmentStatus.NoShow or AppointmentStatus.EnteredInError);
}

public sealed class AppointmentBookedEvent : OpenAppointmentEvent
{
    public override string DisplayText => "Visit booked";
    public override string Sentence => "When a visit is booked";
}

public sealed class AppointmentMovedEvent : OpenAppointmentEvent
{
    public override string DisplayText => "Visit moved";
    public override string Sentence => "When a visit moves to another time";
}

public sealed class AppointmentCancelledEvent : AppointmentEvent
{
    public override string DisplayText => "Visit cancelled";
    public override string Sentence => "When a visit is cancelled";
}

public sealed class AppointmentArrivedEvent : EventActivity
{
    public override string DisplayText => "Client arrived";
    public override string Category => "Calendar";
    public override string Sentence => "When the client arrives";
}

public sealed class AppointmentNoShowEvent : AppointmentEvent
{
    public override string DisplayText => "Client did not come";
    public override string Sentence => "When the client does not come";
}

/// <summary>
/// Turns what happened to a visit into workflow events, inside the unit of work of the event. A moved visit moves the waits of its
/// workflows; a cancelled or missed one ends them, unless it was booked again before its event had its turn; one that is booked again
/// takes back the unsent word of its cancellation.
/// </summary>
internal sealed class TriggerAppointmentEvents(IWorkflowManager workflows, SchedulingDb db) :
    IEventHandler<AppointmentBooked>, IEventHandler<AppointmentMoved>, IEventHandler<AppointmentCancelled>, IEventHandler<AppointmentArrived>, IEventHandler<AppointmentNoShow>
{
    public async Task HandleAsync(AppointmentBooked e, CancellationToken ct)
    {
        if (e.Sequence > 0)
        {
            await workflows.RescheduleAsync(e.AppointmentId.ToString(), ct);
        }

        await TriggerAsync(nameof(AppointmentBookedEvent), e.AppointmentId, e.ClientId, $"{e.Sequence}:booked", new JsonObject { ["ByClient"] = e.ByClient }, ct);
    }

    public async Task HandleAsync(AppointmentMoved e, CancellationToken ct)
    {
        await workflows.RescheduleAsync(e.AppointmentId.ToString(), ct);
        await TriggerAsync(nameof(AppointmentMovedEvent), e.AppointmentId, e.ClientId, $"{e.Sequence}:moved", new JsonObject { ["OldStart"] = e.OldStart.ToString(), ["Sequence"] = e.Sequence, ["ByClient"] = e.ByClient }, ct);
    }

    public async Task HandleAsync(AppointmentCancelled e, CancellationToken ct)
    {
        if (!await IsStaleAsync(e.AppointmentId, e.Sequence, ct))
        {
            await workflows.CancelAsync(e.AppointmentId.ToString(), "The visit was cancelled", ct);
            await TriggerAsync(nameof(AppointmentCancelledEvent), e.AppointmentId, e.ClientId, $"{e.Sequence}:cancelled", new JsonObject { ["By"] = e.By.ToString(), ["Sequence"] = e.Sequence }, ct);
        }
    }

    public Task HandleAsync(AppointmentArrived e, CancellationToken ct) =>
        TriggerAsync(nameof(AppointmentArrivedEvent), e.AppointmentId, e.ClientId, $"{e.At.ToUnixTimeSeconds()}:arrived", [], ct);

    public async Task HandleAsync(AppointmentNoShow e, CancellationToken ct)
    {
        if (!await IsStaleAsync(e.AppointmentId, e.Sequence, ct))
        {
            await workflows.CancelAsync(e.AppointmentId.ToString(), "The client did not come", ct);
            await TriggerAsync(nameof(AppointmentNoShowEvent), e.AppointmentId, e.ClientId, $"{e.Sequence}:no-show", new JsonObject { ["Sequence"] = e.Sequence }, ct);
        }
    }

    private Task<bool> IsStaleAsync(Guid appointment, int sequence, CancellationToken ct) =>
        db.Appointments.AnyAsync(a => a.Id == appointment && a.Sequence > sequence, ct);

    private Task TriggerAsync(string name, Guid appointment, Guid client, string eventId, JsonObject input, CancellationToken ct)
    {
        input["AppointmentId"] = appointment.ToString();
        return workflows.TriggerEventAsync(name, input, appointment.ToString(), client, $"{appointment}:{eventId}", ct);
    }
}
