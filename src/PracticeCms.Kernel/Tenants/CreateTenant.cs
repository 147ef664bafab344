using PracticeCms.Kernel.Recipes;

namespace PracticeCms.Kernel.Tenants;

/// <summary>Makes another practice beside the first, by the same setup; its administrator is invited.</summary>
internal sealed class CreateTenant(SetupPractice setup, TenantRegistry registry, IAuditTrail audit)
{
    public async Task<Result<(TenantDefinition Tenant, RecipeReport Report)>> ExecuteAsync(NewTenant request, CancellationToken ct)
    {
        if (request.Name.Trim().ToLowerInvariant() is "new" or "recipes" or "measure")
        {
            return Problem.Invalid(nameof(SetupPractice.Request.Tenant), $"The name '{request.Name}' is used by the product.");
        }

        var prefix = request.Prefix.Trim().Trim('/');
        var made = await setup.ExecuteAsync(
            new SetupPractice.Request(request.PracticeName, request.Recipe, request.AdminEmail.Trim(), request.AdminPassword, AdminName(request))
            {
                Tenant = request.Name.Trim(),
                Prefix = prefix,
                Hosts = request.Hosts,
                Address = Address(request),
                TimeZone = request.TimeZone,
                Culture = request.Culture,
                Currency = request.Currency,
                Demo = request.Demo,
                Database = request.Database,
                ConnectionVariable = request.ConnectionVariable,
                Progress = request.Progress,
            },
            ct);
        if (made.Problem is { } problem)
        {
            return problem;
        }

        var tenant = registry.Find(request.Name.Trim())!.Definition;
        await audit.RecordNowAsync(
            "created", "Tenant", reason: $"{tenant.Name}: recipe {made.Value.Recipe}; database {tenant.Database}; host names '{string.Join(", ", tenant.Hosts)}'; prefix '{tenant.Prefix}'; address '{tenant.Address}'", ct: ct);
        return (tenant, made.Value);
    }

    private static string AdminName(NewTenant request) => request.AdminName.Trim() is { Length: > 0 } name ? name : request.AdminEmail.Split('@')[0];

    // Links in mail need an address: the practice's own host, else the one of this host.
    private string Address(NewTenant request) =>
        request.Address.Trim() is { Length: > 0 } given ? given
        : request.Hosts is [var host, ..] ? $"https://{host}/"
        : registry.Find(TenantStore.DefaultName)?.Definition.Address ?? "";
}
