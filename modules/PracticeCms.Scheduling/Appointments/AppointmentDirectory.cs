using System.Linq.Expressions;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>What other modules may ask about visits.</summary>
internal sealed class AppointmentDirectory(SchedulingDb db, IAuditReads reads, ManageLink link) : IAppointments
{
    public async Task<AppointmentSummary?> FindAsync(Guid id, CancellationToken ct = default)
    {
        var found = await SummariesAsync(a => a.Id == id, 1, ct);
        return found.FirstOrDefault();
    }

    public Task<IReadOnlyList<AppointmentSummary>> ForClientAsync(Guid clientId, int limit, CancellationToken ct = default) =>
        SummariesAsync(a => a.ClientId == clientId, limit, ct);

    public async Task<Uri?> ManageUrlAsync(Guid id, CancellationToken ct = default) =>
        await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is { } found ? link.Of(found) : null;

    private async Task<IReadOnlyList<AppointmentSummary>> SummariesAsync(Expression<Func<Appointment, bool>> which, int limit, CancellationToken ct)
    {
        var found = await (
            from a in db.Appointments.AsNoTracking().Where(which).OrderByDescending(a => a.Start).Take(limit)
            join s in db.Services on a.ServiceId equals s.Id
            join p in db.Resources on a.PractitionerId equals p.Id
            join l in db.Locations on a.LocationId equals l.Id
            orderby a.Start descending
            select new AppointmentSummary(a.Id, a.ClientId, a.ServiceId, s.Name, a.PractitionerId, p.Name, l.Name, a.Start, a.End, a.Zone, a.Status, a.Sequence)).ToListAsync(ct);
        foreach (var one in found)
        {
            reads.Seen(nameof(Appointment), one.ClientId);
        }

        return found;
    }
}
