using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Booking;

namespace PracticeCms.Scheduling.Workflows;

/// <summary>Gives expressions the visit that a workflow is about, read fresh, as <c>Appointment</c>; and mails its calendar file.</summary>
internal sealed class AppointmentData(SchedulingDb db, ManageLink link, VisitInvite invite, IClientCipher cipher, ITenant tenant) : IWorkflowDataSource, IWorkflowAttachmentSource
{
    public IReadOnlyList<FieldGroup> Reads => [FieldGroup.Schedule];

    public async Task AddAsync(WorkflowContext context, IDictionary<string, object?> model, CancellationToken ct)
    {
        if (await FindAsync(context, ct) is not { } visit)
        {
            return;
        }

        var service = await db.Services.AsNoTracking().SingleAsync(s => s.Id == visit.ServiceId, ct);
        var practitioner = await db.Resources.AsNoTracking().SingleAsync(r => r.Id == visit.PractitionerId, ct);
        var location = await db.Locations.AsNoTracking().SingleAsync(l => l.Id == visit.LocationId, ct);
        var zone = DateTimeZoneProviders.Tzdb[visit.Zone];
        model["Appointment"] = new Dictionary<string, object?>
        {
            ["Id"] = visit.Id.ToString(),
            ["Start"] = visit.Start,
            ["End"] = visit.End,
            ["StartUtc"] = NodaTime.Text.InstantPattern.General.Format(visit.Start),
            ["When"] = new VisitWords(tenant.Culture).When(visit.Start, zone),
            ["Zone"] = visit.Zone,
            ["Status"] = visit.Status.ToString(),
            ["Source"] = visit.Source.ToString(),
            ["BookedAt"] = visit.BookedAt,
            ["Sequence"] = visit.Sequence,
            ["DurationMinutes"] = ChangeOnline.Minutes(visit),
            ["ServiceId"] = service.Id.ToString(),
            ["ServiceName"] = service.Name,
            ["PractitionerId"] = practitioner.Id.ToString(),
            ["PractitionerName"] = practitioner.Name,
            ["LocationName"] = location.Name,
            ["LocationAddress"] = location.Address,
            ["HasAnswers"] = visit.AnswersSealed is not null,
            ["Answers"] = (await BookingAnswers.OpenAsync(visit, cipher, ct)).Choices(),
            ["ManageUrl"] = link.Of(visit).AbsoluteUri,
        };
    }

    public async Task<IReadOnlyList<(string FileName, string ContentType, byte[] Content)>> GetAsync(WorkflowContext context, CancellationToken ct) =>
        await FindAsync(context, ct) is { } visit ? [("visit.ics", VisitInvite.ContentType, await invite.MakeAsync(visit, ct))] : [];

    private async Task<Appointment?> FindAsync(WorkflowContext context, CancellationToken ct) =>
        Guid.TryParse(context.CorrelationId, out var id) ? await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) : null;
}
