namespace PracticeCms.Users.Accounts;

/// <summary>Sets the roles of a user; open sessions get them with their next request.</summary>
internal sealed class ChangeRoles(UsersDb db, IUnitOfWork unitOfWork, GrantRule grants, OwnerRule owners, AccountChanges changes)
{
    public sealed record Request(Guid UserId, IReadOnlyList<string> Roles);

    public Task<Result<bool>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => ChangeAsync(request, token), ct);

    private async Task<Result<bool>> ChangeAsync(Request request, CancellationToken ct)
    {
        if (request.Roles.Count == 0)
        {
            return Problem.Invalid("Roles", "Choose at least one role.");
        }

        if (!await db.Users.AnyAsync(u => u.Id == request.UserId, ct))
        {
            return Problem.NotFound("The user");
        }

        var held = await db.UserRoles.Where(r => r.UserId == request.UserId).ToListAsync(ct);
        var added = request.Roles.Except(held.Select(r => r.RoleName), StringComparer.Ordinal).ToList();
        var removed = held.Where(r => !request.Roles.Contains(r.RoleName, StringComparer.Ordinal)).ToList();
        if (await grants.CheckAsync(added.Concat(removed.Select(r => r.RoleName)), ct) is { } problem)
        {
            return problem;
        }

        if (removed.Any(r => r.RoleName == StockRoles.Owner) && await owners.IsLastAsync(request.UserId, ct))
        {
            return OwnerRule.Refusal;
        }

        db.UserRoles.RemoveRange(removed);
        db.UserRoles.AddRange(added.Select(r => new UserRole { UserId = request.UserId, RoleName = r }));
        changes.Tell(request.UserId, added, removed.Select(r => r.RoleName));
        changes.Announce();
        return added.Count + removed.Count > 0;
    }
}

/// <summary>A practice always has an active owner who can sign in.</summary>
internal sealed class OwnerRule(UsersDb db)
{
    public static Problem Refusal { get; } =
        Problem.Conflict("last-owner", "This is the last active owner. Make somebody else an owner first.");

    public async Task<bool> IsLastAsync(Guid userId, CancellationToken ct)
    {
        var owners = await db.UserRoles
            .Where(r => r.RoleName == StockRoles.Owner && db.Users.Any(u => u.Id == r.UserId && u.IsEnabled && u.PasswordHash != null))
            .Select(r => r.UserId)
            .ToListAsync(ct);
        return owners.Count == 1 && owners[0] == userId;
    }
}
