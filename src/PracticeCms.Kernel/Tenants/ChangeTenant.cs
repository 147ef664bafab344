namespace PracticeCms.Kernel.Tenants;

/// <summary>Changes where a practice answers: host names, prefix, and the address that its links begin with.</summary>
internal sealed class ChangeTenant(TenantRegistry registry, IAuditTrail audit)
{
    public async Task<Result> ExecuteAsync(TenantChange change, CancellationToken ct)
    {
        await registry.Changing.WaitAsync(ct);
        try
        {
            if (registry.Find(change.Name) is not { } shell)
            {
                return Problem.NotFound($"The tenant '{change.Name}'");
            }

            if (shell.Definition.State is not (TenantState.Running or TenantState.Suspended))
            {
                return Problem.Conflict("tenant-state", $"The tenant '{shell.Definition.Name}' is {shell.Definition.State}.");
            }

            var next = Next(shell.Definition, change);
            if (next.Problem is { } problem)
            {
                return problem;
            }

            var changed = Changes(shell.Definition, next.Value);
            if (changed.Count > 0)
            {
                shell.Definition = next.Value;
                registry.Save(shell);
                await audit.RecordNowAsync("changed", "Tenant", reason: $"{next.Value.Name}: {string.Join("; ", changed)}", ct: ct);
            }

            return Result.Ok;
        }
        finally
        {
            registry.Changing.Release();
        }
    }

    private Result<TenantDefinition> Next(TenantDefinition now, TenantChange change)
    {
        var prefix = (change.Prefix ?? now.Prefix).Trim().Trim('/');
        var hosts = change.Hosts ?? now.Hosts;

        // An address that was not given anew still ends with the prefix.
        var address = change.Address?.Trim() ?? (now.Prefix.Length > 0 && now.Address.EndsWith($"/{now.Prefix}/", StringComparison.OrdinalIgnoreCase) ? now.Address[..^(now.Prefix.Length + 1)] : now.Address);
        var check = new Check();
        TenantPlaces.Check(check, hosts, prefix, address);
        check.That(!now.IsDefault || prefix.Length == 0, "Prefix", "The default tenant answers without a prefix.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        var next = now.Copy();
        (next.Prefix, next.Hosts, next.Address) = (prefix, [.. TenantPlaces.Ascii(hosts)], TenantPlaces.Address(address, prefix));
        return new TenantPlaces(registry).Taken(next, "Prefix") is { } taken ? taken : next;
    }

    private static List<string> Changes(TenantDefinition old, TenantDefinition now)
    {
        var changes = new List<string>();
        Note("host names", string.Join(", ", old.Hosts), string.Join(", ", now.Hosts));
        Note("prefix", old.Prefix, now.Prefix);
        Note("address", old.Address, now.Address);
        return changes;

        void Note(string what, string before, string after)
        {
            if (before != after)
            {
                changes.Add($"{what} '{before}' to '{after}'");
            }
        }
    }
}
