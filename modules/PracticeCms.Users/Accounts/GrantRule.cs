namespace PracticeCms.Users.Accounts;

/// <summary>No one can grant, or take away, more than they hold, nor the sight of more records than they see.</summary>
internal sealed class GrantRule(ICurrentActor actor, IRoles roles, UsersDb db)
{
    /// <summary>The scope of whoever acts.</summary>
    public RecordScope OwnScope => db.RecordScope.SeesAll ? RecordScope.All : db.RecordScope.OwnOnly ? RecordScope.Own : RecordScope.Assigned;

    /// <summary>The problem with touching these roles, or null.</summary>
    public async Task<Problem?> CheckAsync(IEnumerable<string> touched, CancellationToken ct)
    {
        var known = (await roles.ListAsync(ct)).ToDictionary(r => r.Name, StringComparer.Ordinal);
        foreach (var name in touched)
        {
            if (!known.TryGetValue(name, out var role))
            {
                return Problem.Invalid("Roles", $"There is no role named {name}.");
            }

            if (Beyond(role.Permissions) is { } permission)
            {
                return Problem.Forbidden($"The role {name} may do more than you ({permission}), so you cannot give it or take it away.");
            }

            if (actor.Kind != ActorKind.System && role.Scope < OwnScope)
            {
                return Problem.Forbidden($"The role {name} sees more records than you, so you cannot give it or take it away.");
            }
        }

        return null;
    }

    /// <summary>The problem with acting on an account that holds these roles, or null.</summary>
    public async Task<Problem?> CheckAccountAsync(Guid userId, CancellationToken ct) =>
        await CheckAsync(await db.UserRoles.Where(r => r.UserId == userId).Select(r => r.RoleName).ToListAsync(ct), ct);

    /// <summary>The first permission that the actor does not hold, or null.</summary>
    public string? Beyond(IEnumerable<string> permissions) =>
        actor.Kind == ActorKind.System ? null : permissions.FirstOrDefault(p => !actor.Can(p));
}
