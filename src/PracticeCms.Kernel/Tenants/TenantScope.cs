namespace PracticeCms.Kernel.Tenants;

/// <summary>The tenant of this service scope; set once, by the middleware or by the runner of background work.</summary>
internal sealed class TenantScope
{
    private TenantShell? shell;

    public TenantShell Shell => shell ?? throw new InvalidOperationException("This scope has no tenant.");
    public bool HasTenant => shell is not null;

    /// <summary>Facts of the request for the audit trail.</summary>
    public string? Address { get; set; }
    public string? RequestId { get; set; }
    public Guid? SessionId { get; set; }

    public void Set(TenantShell tenant) => shell = shell is null || shell == tenant ? tenant : throw new InvalidOperationException("The scope belongs to another tenant.");
}

/// <summary>Runs work in a tenant outside of a request.</summary>
internal sealed class TenantScopes(IServiceScopeFactory scopes, TenantRegistry registry, TenantStarter starter) : ITenantScopes
{
    public async Task<T> RunAsync<T>(string tenant, Func<IServiceProvider, Task<T>> work)
    {
        var shell = registry.Find(tenant) ?? throw new KeyNotFoundException($"There is no tenant '{tenant}'.");
        await starter.EnsureStartedAsync(shell);
        return await RunAsync(shell, work);
    }

    /// <summary>Without starting it first; for setup and migration.</summary>
    public async Task<T> RunAsync<T>(TenantShell shell, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<TenantScope>().Set(shell);
        using var actor = services.GetRequiredService<ICurrentActor>().ActAs(ActorKind.System, "system");
        var result = await work(services);
        await services.GetRequiredService<Audit.AuditReads>().WriteAsync();
        return result;
    }
}
