namespace PracticeCms.Compliance.Emergencies;

/// <summary>Closes an emergency access with a verdict. Nobody reviews their own, nor that of a client whom a wall hides from them.</summary>
internal sealed class ReviewEmergency(ComplianceDb db, IUnitOfWork unitOfWork, ICurrentActor actor, IClock clock, IAuditTrail audit)
{
    public static IReadOnlyList<string> Verdicts { get; } = ["Justified", "Justified, with a talk", "Not justified"];

    public Task<Result> ExecuteAsync(Guid id, string? verdict, CancellationToken ct = default) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            if (!Verdicts.Contains(verdict))
            {
                return Problem.Invalid("Verdict", "Choose a verdict.");
            }

            var seen = db.Set<EmergencyAccess>().Where(e => !db.Set<ClientWall>().Any(w => w.ClientId == e.ClientId && w.UserId == actor.UserId));
            if (await seen.SingleOrDefaultAsync(e => e.Id == id, token) is not { } access)
            {
                return Problem.NotFound("The emergency access");
            }

            if (access.UserId == actor.UserId)
            {
                return Problem.Forbidden("Somebody else reviews what you have opened.");
            }

            if (access.ReviewedAt is not null)
            {
                return Problem.Conflict("reviewed", "It has been reviewed already.");
            }

            (access.ReviewedAt, access.ReviewedBy, access.Verdict) = (clock.GetCurrentInstant(), actor.UserId, verdict);
            audit.Record("reviewed", "EmergencyAccess", access.ClientId, access.Id, verdict);
            return Result.Ok;
        },
        ct);
}
