using System.Globalization;

namespace PracticeCms.Users.ApiKeys;

/// <summary>Makes a key anew, with the same rights and for as long; the old one opens for some hours yet, in which the program is given the new one.</summary>
internal sealed class RotateKey(UsersDb db, IUnitOfWork unitOfWork, MakeKey make, IAuditTrail audit, IClock clock)
{
    public const int LongestOverlap = 168;

    public sealed record Request(Guid Id, string? Hours);

    public Task<Result<MakeKey.Made>> ExecuteAsync(Request request, CancellationToken ct = default) => unitOfWork.RunAsync<Result<MakeKey.Made>>(
        async token =>
        {
            if (await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == request.Id, token) is not { } old)
            {
                return Problem.NotFound("The key");
            }

            var now = clock.GetCurrentInstant();
            if (!int.TryParse(request.Hours, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || hours > LongestOverlap)
            {
                return Problem.Invalid(nameof(request.Hours), "The old key opens for 0 to 168 hours more.");
            }

            if (!old.IsOpenAt(now) || old.ReplacedBy is not null)
            {
                return Problem.Conflict("key-over", "This key is over or has been replaced; make a new one.");
            }

            if (make.Refusal(ApiKey.Split(old.Permissions), old.Scope) is { } refused)
            {
                return refused;
            }

            var made = make.Add(old.Name, old.Permissions, old.Scope, old.Networks, now, now + (old.ExpiresAt - old.CreatedAt));
            (old.ReplacedBy, old.ExpiresAt) = (made.Id, Instant.Min(old.ExpiresAt, now + Duration.FromHours(hours)));
            audit.Record("rotated", "ApiKey", entityId: old.Id, reason: $"{old.Name} (pk_{old.Prefix}): opens until {old.ExpiresAt}");
            return made;
        },
        ct);
}

/// <summary>Takes a key back: the next call with it is refused.</summary>
internal sealed class RevokeKey(UsersDb db, IUnitOfWork unitOfWork, IAuditTrail audit, IClock clock)
{
    public Task<Result> ExecuteAsync(Guid id, CancellationToken ct = default) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            if (await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, token) is not { } key)
            {
                return Problem.NotFound("The key");
            }

            Revoke(key);
            return Result.Ok;
        },
        ct);

    /// <summary>All that an account has made, in the running unit of work.</summary>
    public async Task OfAsync(Guid makerId, CancellationToken ct) => (await db.ApiKeys.Where(k => k.MakerId == makerId).ToListAsync(ct)).ForEach(Revoke);

    /// <summary>Every key of the practice, in the running unit of work.</summary>
    public async Task AllAsync(CancellationToken ct) => (await db.ApiKeys.ToListAsync(ct)).ForEach(Revoke);

    private void Revoke(ApiKey key)
    {
        if (key.RevokedAt is null)
        {
            key.RevokedAt = clock.GetCurrentInstant();
            audit.Record("revoked", "ApiKey", entityId: key.Id, reason: $"{key.Name} (pk_{key.Prefix})");
        }
    }
}
