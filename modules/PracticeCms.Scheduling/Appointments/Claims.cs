using PracticeCms.Scheduling.Availability;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>Takes and gives back the time of an appointment's resources. The database has the last word.</summary>
internal sealed class Claims(SchedulingDb db, IUnitOfWork unitOfWork, IDbErrors errors)
{
    /// <summary>Longest time in which a neighbour can reach into a span.</summary>
    private const int Reach = 44_640;

    /// <summary>Claims practitioner and room and adds a new appointment, or says that one of them is taken.</summary>
    /// <param name="rooms">Where the service needs a room: the rooms of the place, in order; the appointment's own is preferred. Else empty.</param>
    public async Task<Problem?> TakeAsync(Appointment appointment, Span span, bool overbook, IReadOnlyCollection<Guid> rooms, CancellationToken ct)
    {
        var wanted = rooms.Concat(ResourcesOf(appointment)).Distinct().ToList();
        await LockAsync(wanted, ct);
        var busy = overbook && rooms.Count == 0 ? [] : await BusyAsync(wanted, span, appointment.Id, ct);
        if (rooms.Count > 0)
        {
            var free = rooms.Except(busy).OrderByDescending(r => r == appointment.RoomId).Select(r => (Guid?)r).FirstOrDefault();
            appointment.RoomId = free ?? (overbook ? appointment.RoomId : null);
        }

        var resources = ResourcesOf(appointment);
        if (!overbook && resources.Exists(busy.Contains))
        {
            return Taken();
        }

        if (!overbook && rooms.Count > 0 && appointment.RoomId is null)
        {
            return Problem.Conflict("slot-taken", "No room is free at this time.");
        }

        return await WriteAsync(appointment, resources, span, overbook, ct);
    }

    private async Task<Problem?> WriteAsync(Appointment appointment, List<Guid> resources, Span span, bool overbook, CancellationToken ct)
    {
        List<Claim> existing = [];
        if (db.Entry(appointment).State == EntityState.Detached)
        {
            db.Add(appointment);
        }
        else
        {
            existing = await db.Claims.Where(c => c.AppointmentId == appointment.Id).ToListAsync(ct);
        }

        db.RemoveRange(existing.Where(c => !resources.Contains(c.ResourceId)));
        foreach (var resource in resources)
        {
            var claim = existing.FirstOrDefault(c => c.ResourceId == resource);
            if (claim is null)
            {
                db.Add(claim = new Claim { Id = Ids.New(), ResourceId = resource, Kind = ClaimKind.Appointment, AppointmentId = appointment.Id });
            }

            (claim.StartMinute, claim.EndMinute) = (span.Start, span.End + span.Trail);
            (claim.LeadMinutes, claim.TrailMinutes) = (span.Lead, span.Trail);
            (claim.IsActive, claim.IsOverbook) = (true, overbook);
        }

        try
        {
            await unitOfWork.FlushAsync(ct);
            return null;
        }
        catch (Exception e) when (errors.IsRefusedBy(e, "claim-overlap"))
        {
            return Taken();
        }
    }

    public async Task ReleaseAsync(Guid appointmentId, CancellationToken ct)
    {
        foreach (var claim in await db.Claims.Where(c => c.AppointmentId == appointmentId).ToListAsync(ct))
        {
            claim.IsActive = false;
        }
    }

    /// <summary>Resources whose claims collide with the span, buffers included.</summary>
    private async Task<IReadOnlyList<Guid>> BusyAsync(IReadOnlyCollection<Guid> resources, Span span, Guid? except, CancellationToken ct)
    {
        var (from, until) = (span.Start - span.Lead, span.End + span.Trail + (24 * 60));
        var claims = await db.Claims.AsNoTracking()
            .Where(c => resources.Contains(c.ResourceId) && c.StartMinute >= from - Reach && c.StartMinute < until && c.EndMinute > from && c.IsActive)
            .Where(c => except == null || c.AppointmentId != except)
            .ToListAsync(ct);
        return claims
            .Where(c => span.CollidesWith(new Span(c.StartMinute, c.EndMinute - c.TrailMinutes, c.LeadMinutes, c.TrailMinutes)))
            .Select(c => c.ResourceId).Distinct().ToList();
    }

    /// <summary>
    /// Bookings of the same resource go one after the other. PostgreSQL would detect their overlap too, but two inserts that wait for
    /// each other's constraint check are a deadlock; on SQLite there is one writer anyway. In id order, so that nobody waits in a ring.
    /// </summary>
    private async Task LockAsync(IReadOnlyCollection<Guid> resources, CancellationToken ct)
    {
        if (db.Database.IsNpgsql())
        {
            var ids = resources.Order().ToArray();
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM scheduling_resource WHERE id = ANY({ids}) ORDER BY id FOR NO KEY UPDATE", ct);
        }
    }

    private static List<Guid> ResourcesOf(Appointment appointment) =>
        [.. new[] { appointment.PractitionerId, appointment.RoomId ?? Guid.Empty }.Where(r => r != Guid.Empty).Order()];

    public static Problem Taken() => Problem.Conflict("slot-taken", "This time is taken. Please choose another one.");
}
