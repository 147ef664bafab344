using System.Text.Json;
using System.Text.Json.Nodes;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>Where a backup goes: the tenant that will be, and the one that it replaces.</summary>
internal sealed record RestorePlan(TenantDefinition Tenant, TenantShell? Replaces)
{
    /// <summary>Says what stands against it before anything is written.</summary>
    public static Result<RestorePlan> Make(BackupAbout about, RestoreBackup.Request request, TenantRegistry registry)
    {
        var wanted = request.As.Length > 0 ? request.As : about.Tenant;
        var existing = registry.Find(wanted);
        var name = existing?.Definition.Name ?? wanted;
        if (!TenantStore.IsValidName(name))
        {
            return Problem.Invalid("as", "A tenant's name has letters, digits and hyphens, and starts with a letter.");
        }

        if (existing is not null && !request.Replace)
        {
            return Problem.Conflict("tenant-exists", $"The tenant '{existing.Definition.Name}' exists already. Restore under another name with --as, or replace it with --replace.");
        }

        if (existing is not null && existing.Definition.Database != about.Provider)
        {
            return Problem.Invalid("file", CrossProvider(about.Provider, existing.Definition.Database));
        }

        if (about.Provider == DatabaseProvider.Sqlite && request.ConnectionVariable.Length > 0)
        {
            return Problem.Invalid("connection-env", CrossProvider(DatabaseProvider.Sqlite, DatabaseProvider.Postgres));
        }

        var connection = request.ConnectionVariable.Length > 0 ? request.ConnectionVariable : about.Definition.ConnectionVariable;
        if (about.Provider == DatabaseProvider.Postgres && Environment.GetEnvironmentVariable(connection) is not { Length: > 0 })
        {
            return Problem.Invalid(
                "connection-env", $"The backup is of a practice on PostgreSQL. Name the environment variable with the connection string by --connection-env; '{connection}' holds none.");
        }

        var others = registry.All.Where(t => t != existing).Select(t => t.Definition).ToList();
        var prefix = IsFree(about.Definition.Prefix, about.Definition.Hosts, others) ? about.Definition.Prefix : name.ToLowerInvariant();
        if (!IsFree(prefix, [], others))
        {
            return Problem.Conflict("prefix-taken", $"The prefix '{prefix}' belongs to another tenant; restore under another name with --as.");
        }

        return new RestorePlan(Define(about, name, prefix, request.IsDrill ? $"drill-{name}" : name, connection), existing);
    }

    private static bool IsFree(string prefix, List<string> hosts, List<TenantDefinition> others) => !others.Exists(
        o => o.Prefix.Equals(prefix, StringComparison.OrdinalIgnoreCase) && (hosts.Count == 0 ? o.Hosts.Count == 0 : o.Hosts.Intersect(hosts, StringComparer.OrdinalIgnoreCase).Any()));

    private static TenantDefinition Define(BackupAbout about, string name, string prefix, string schema, string connection)
    {
        var json = JsonSerializer.SerializeToNode(about.Definition, TenantJson.Default.TenantDefinition)!;
        json["name"] = name;
        var tenant = json.Deserialize(TenantJson.Default.TenantDefinition)!;
        tenant.Prefix = prefix;
        if (tenant.Database == DatabaseProvider.Postgres)
        {
            (tenant.Schema, tenant.ConnectionVariable) = (SetupRules.SchemaOf(schema), connection);
        }

        return tenant;
    }

    private static string CrossProvider(DatabaseProvider from, DatabaseProvider to) => $"The backup is of a practice on {from}; it cannot be restored into {to}.";
}
