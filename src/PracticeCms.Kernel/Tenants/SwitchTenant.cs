using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Live;

namespace PracticeCms.Kernel.Tenants;

/// <summary>Suspends a practice, which ends its sessions and rests its background work, or resumes it. Its data stays.</summary>
internal sealed class SwitchTenant(TenantRegistry registry, TenantScopes scopes, LiveHub live, DurableSignals signals, IAuditTrail audit, IClock clock, ILogger<SwitchTenant> logger)
{
    public Task<Result> SuspendAsync(string name, CancellationToken ct) => SwitchAsync(name, TenantState.Running, TenantState.Suspended, ct);

    public Task<Result> ResumeAsync(string name, CancellationToken ct) => SwitchAsync(name, TenantState.Suspended, TenantState.Running, ct);

    private async Task<Result> SwitchAsync(string name, TenantState from, TenantState to, CancellationToken ct)
    {
        await registry.Changing.WaitAsync(ct);
        try
        {
            if (registry.Find(name) is not { } shell)
            {
                return Problem.NotFound($"The tenant '{name}'");
            }

            if (shell.Definition.IsDefault)
            {
                return Problem.Conflict("default-tenant", "The default tenant cannot be suspended; the others are hosted from it.");
            }

            if (shell.Definition.State != from)
            {
                return Problem.Conflict("tenant-state", $"The tenant '{shell.Definition.Name}' is {shell.Definition.State}, not {from}.");
            }

            var next = shell.Definition.Copy();
            next.State = to;
            shell.Definition = next;
            registry.Save(shell);
            await (to == TenantState.Suspended ? CloseAsync(shell, ct) : Open(shell));
            await audit.RecordNowAsync(to == TenantState.Suspended ? "suspended" : "resumed", "Tenant", reason: $"{next.Name}: state {from} to {to}", ct: ct);
            return Result.Ok;
        }
        finally
        {
            registry.Changing.Release();
        }
    }

    /// <summary>After the state, so that nobody signs in between.</summary>
    private async Task CloseAsync(TenantShell shell, CancellationToken ct)
    {
        live.Close(shell.Definition.Name);
        try
        {
            await scopes.RunAsync(shell.Definition.Name, services => services.GetRequiredService<IUnitOfWork>().RunAsync(
                async token =>
                {
                    foreach (var handler in services.GetRequiredService<IFeatureServices<IBeforeSuspend>>())
                    {
                        await handler.SuspendingAsync(token);
                    }

                    return true;
                },
                ct));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            KernelLog.SessionsNotEnded(logger, e, shell.Definition.Name);
        }
    }

    // What the product or its tables became meanwhile is looked at when it is next needed.
    private Task Open(TenantShell shell)
    {
        (shell.IsStarted, shell.Failure) = (false, null);
        signals.Notify(shell.Definition.Name, clock.GetCurrentInstant());
        return Task.CompletedTask;
    }
}
