using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.History;

/// <summary>A client's visits on their timeline.</summary>
internal sealed class VisitTimeline(IAppointments appointments, IVocabulary words) : ITimelineSource
{
    public Permission Permission => Permissions.ViewCalendar;

    public async Task<IReadOnlyList<TimelineEntry>> GetAsync(Guid clientId, int limit, CancellationToken ct) =>
        [.. (await appointments.ForClientAsync(clientId, limit, ct)).Select(a => new TimelineEntry(
            a.Start, "calendar-event", $"{words["Appointment"]}: {a.ServiceName}", $"{a.PractitionerName} · {VisitStates.Of(a.Status)}", VisitStates.Url(a)))];
}

internal sealed class VisitTabs : IClientTabProvider
{
    public IEnumerable<ClientTab> GetTabs() => [new("visits", "Visits", typeof(VisitsTab), Permissions.ViewCalendar, 15)];
}

internal sealed class VisitActions : IClientActionProvider
{
    public IEnumerable<ClientAction> GetActions() => [new("Book", "calendar-plus", id => $"admin/calendar/new?client={id}", Permissions.ManageAppointments, 10)];
}

/// <summary>How the state of a visit is written and coloured.</summary>
internal static class VisitStates
{
    public static string Of(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Booked => "Booked",
        AppointmentStatus.Confirmed => "Confirmed",
        AppointmentStatus.Arrived => "Arrived",
        AppointmentStatus.Fulfilled => "Done",
        AppointmentStatus.Cancelled => "Cancelled",
        AppointmentStatus.NoShow => "Did not come",
        _ => "Entered in error",
    };

    public static string Tone(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Booked or AppointmentStatus.Confirmed => "info",
        AppointmentStatus.Arrived => "accent",
        AppointmentStatus.Fulfilled => "success",
        AppointmentStatus.NoShow => "danger",
        _ => "neutral",
    };

    public static string Icon(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Arrived => "person-check",
        AppointmentStatus.Fulfilled => "check2",
        AppointmentStatus.Cancelled => "x",
        AppointmentStatus.NoShow => "person-x",
        _ => "calendar",
    };

    public static string Url(AppointmentSummary visit) => $"admin/appointments/{visit.Id}";
}
