namespace PracticeCms.Users.Accounts;

/// <summary>No one can grant, or take away, more than they hold.</summary>
internal sealed class GrantRule(ICurrentActor actor, IRoles roles)
{
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
        }

        return null;
    }

    /// <summary>The first permission that the actor does not hold, or null.</summary>
    public string? Beyond(IEnumerable<string> permissions) =>
        actor.Kind == ActorKind.System ? null : permissions.FirstOrDefault(p => !actor.Can(p));
}
