using System.Text.Json.Nodes;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Workflows;

public sealed class AppointmentBookedEvent : EventActivity
{
    public override string DisplayText => "Visit booked";
    public override string Category => "Calendar";
    public override string Sentence => "When a visit is booked";
}

public sealed class AppointmentMovedEvent : EventActivity
{
    public override string DisplayText => "Visit moved";
    public override string Category => "Calendar";
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
/// workflows; a cancelled or missed one ends them.
/// </summary>
internal sealed class TriggerAppointmentEvents(IWorkflowManager workflows) :
    IEventHandler<AppointmentBooked>, IEventHandler<AppointmentMoved>, IEventHandler<AppointmentCancelled>, IEventHandler<AppointmentArrived>, IEventHandler<AppointmentNoShow>
{
    public Task HandleAsync(AppointmentBooked e, CancellationToken ct) =>
        TriggerAsync(nameof(AppointmentBookedEvent), e.AppointmentId, e.ClientId, $"{e.Sequence}:booked", new JsonObject { ["ByClient"] = e.ByClient }, ct);

    public async Task HandleAsync(AppointmentMoved e, CancellationToken ct)
    {
        await workflows.RescheduleAsync(e.AppointmentId.ToString(), ct);
        await TriggerAsync(nameof(AppointmentMovedEvent), e.AppointmentId, e.ClientId, $"{e.Sequence}:moved", new JsonObject { ["OldStart"] = e.OldStart.ToString(), ["ByClient"] = e.ByClient }, ct);
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
