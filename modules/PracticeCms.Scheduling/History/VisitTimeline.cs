using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Calendar;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.History;

/// <summary>A client's visits on their timeline.</summary>
internal sealed class VisitTimeline(IAppointments appointments, IVocabulary words) : ITimelineSource
{
    public Permission Permission => Permissions.ViewCalendar;

    public async Task<IReadOnlyList<TimelineEntry>> GetAsync(Guid clientId, int limit, CancellationToken ct) =>
        [.. (await appointments.ForClientAsync(clientId, limit, ct)).Select(a => new TimelineEntry(
            a.Start, "calendar-event", $"{words["Appointment"]}: {a.ServiceName}", $"{a.PractitionerName} · {VisitStatus.Text(a.Status)}", $"admin/appointments/{a.Id}"))];
}

internal sealed class VisitTabs(IVocabulary words) : IClientTabProvider
{
    public IEnumerable<ClientTab> GetTabs() => [new("visits", words.Plural("Appointment"), typeof(VisitsTab), Permissions.ViewCalendar, 15)];
}

internal sealed class VisitActions : IClientActionProvider
{
    public IEnumerable<ClientAction> GetActions() => [new("Book", "calendar-plus", id => $"admin/calendar/new?client={id}", Permissions.ManageAppointments, 10)];
}
