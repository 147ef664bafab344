using PracticeCms.Scheduling.Appointments;

namespace PracticeCms.Scheduling.Exporting;

internal sealed class ExportVisits(SchedulingDb db, IClientCipher cipher, IVocabulary words) : IExportsClients
{
    public IEnumerable<RecordPart> GetParts() => [new(words.Plural("Appointment"), Permissions.ViewCalendar, VisitsAsync)];

    private async Task<IReadOnlyList<RecordFile>> VisitsAsync(Guid id, CancellationToken ct)
    {
        var visits = await db.Appointments.AsNoTracking().Where(a => a.ClientId == id).OrderBy(a => a.Start).ToListAsync(ct);
        var services = await db.Services.Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var resources = await db.Resources.Select(r => new { r.Id, r.Name }).ToDictionaryAsync(r => r.Id, r => r.Name, ct);
        var locations = await db.Locations.Select(l => new { l.Id, l.Name }).ToDictionaryAsync(l => l.Id, l => l.Name, ct);
        var all = new List<object>();
        foreach (var a in visits)
        {
            all.Add(new
            {
                a.Id, a.Status, a.Start, a.End, a.Zone, a.LocalDate, a.LocalStart,
                Service = services.GetValueOrDefault(a.ServiceId), Practitioner = resources.GetValueOrDefault(a.PractitionerId), Room = a.RoomId is { } room ? resources.GetValueOrDefault(room) : null,
                Location = locations.GetValueOrDefault(a.LocationId), a.Source, a.BookedAt, a.ArrivedAt, a.CancelReason,
                Answers = (await BookingAnswers.OpenAsync(a, cipher, ct)).Items.Select(i => new { i.Label, i.Text }),
            });
        }

        return all.Count > 0 ? [RecordFile.Json("visits.json", all)] : [];
    }
}
