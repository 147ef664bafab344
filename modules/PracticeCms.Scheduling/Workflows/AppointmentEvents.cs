using System.Text.Json.Nodes;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Workflows;

/// <summary>An event that may be stale when its turn comes: a visit that was cancelled in the meantime is neither confirmed nor moved.</summary>
public abstract class OpenAppointmentEvent : EventActivity
{
    public override string Category => "Calendar";

    public override async Task<bool> CanExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        var visit = Guid.TryParse(context.CorrelationId, out var id)
            ? await context.Services.GetRequiredService<SchedulingDb>().Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct)
            : null;
        return visit is { Status: not (AppointmentStatus.Cancelled or AppointmentStatus.NoShow or AppointmentStatus.EnteredInError) }
            && (context.Input["Sequence"]?.GetValue<int>() is not { } told || told >= visit.Sequence);
    }
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

public sealed class AppointmentCancelledEvent : EventActivity
{
    public override string DisplayText => "Visit cancelled";
    public override string Category => "Calendar";
    public override string Sentence => "When a visit is cancelled";
}

public sealed class AppointmentArrivedEvent : EventActivity
{
    public override string DisplayText => "Client arrived";
    public override string Category => "Calendar";
    public override string Sentence => "When the client arrives";
}

public sealed class AppointmentNoShowEvent : EventActivity
{
    public override string DisplayText => "Client did not come";
    public override string Category => "Calendar";
    public override string Sentence => "When the client does not come";
}

/// <summary>
/// Turns what happened to a visit into workflow events, inside the unit of work of the event. A moved visit moves the waits of its
/// workflows; a cancelled or missed one ends them; one that is booked again takes back the unsent word of its cancellation.
/// </summary>
internal sealed class TriggerAppointmentEvents(IWorkflowManager workflows) :
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
        await workflows.CancelAsync(e.AppointmentId.ToString(), "The visit was cancelled", ct);
        await TriggerAsync(nameof(AppointmentCancelledEvent), e.AppointmentId, e.ClientId, $"{e.Sequence}:cancelled", new JsonObject { ["By"] = e.By.ToString() }, ct);
    }

    public Task HandleAsync(AppointmentArrived e, CancellationToken ct) =>
        TriggerAsync(nameof(AppointmentArrivedEvent), e.AppointmentId, e.ClientId, $"{e.At.ToUnixTimeSeconds()}:arrived", [], ct);

    public async Task HandleAsync(AppointmentNoShow e, CancellationToken ct)
    {
        await workflows.CancelAsync(e.AppointmentId.ToString(), "The client did not come", ct);
        await TriggerAsync(nameof(AppointmentNoShowEvent), e.AppointmentId, e.ClientId, "no-show", [], ct);
    }

    private Task TriggerAsync(string name, Guid appointment, Guid client, string eventId, JsonObject input, CancellationToken ct)
    {
        input["AppointmentId"] = appointment.ToString();
        return workflows.TriggerEventAsync(name, input, appointment.ToString(), client, $"{appointment}:{eventId}", ct);
    }
}
