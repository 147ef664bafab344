using PracticeCms.Scheduling.Availability;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>Takes and gives back the time of an appointment's resources. The database has the last word.</summary>
internal sealed class Claims(SchedulingDb db, IUnitOfWork unitOfWork, IDbErrors errors)
{
    /// <summary>Longest time in which a neighbour can reach into a span.</summary>
    private const int Reach = 24 * 60;

    /// <summary>Claims practitioner and room, or says that one of them is taken.</summary>
    public async Task<Problem?> TakeAsync(Appointment appointment, Span span, bool overbook, CancellationToken ct)
    {
        var resources = new[] { appointment.PractitionerId, appointment.RoomId ?? Guid.Empty }.Where(r => r != Guid.Empty).Order().ToList();
        if (!overbook && await BusyAsync(resources, span, appointment.Id, ct) is { Count: > 0 })
        {
            return Taken();
        }

        var existing = await db.Claims.Where(c => c.AppointmentId == appointment.Id).ToListAsync(ct);
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
    public async Task<IReadOnlyList<Guid>> BusyAsync(IReadOnlyCollection<Guid> resources, Span span, Guid? except, CancellationToken ct)
    {
        var (from, until) = (span.Start - span.Lead - Reach, span.End + Reach);
        var claims = await db.Claims.AsNoTracking()
            .Where(c => resources.Contains(c.ResourceId) && c.StartMinute >= from && c.StartMinute < until && c.IsActive && !c.IsOverbook && c.AppointmentId != except)
            .ToListAsync(ct);
        return claims
            .Where(c => span.CollidesWith(new Span(c.StartMinute, c.EndMinute - c.TrailMinutes, c.LeadMinutes, c.TrailMinutes)))
            .Select(c => c.ResourceId).Distinct().ToList();
    }

    public static Problem Taken() => Problem.Conflict("slot-taken", "This time was just taken. Please choose another one.");
}
