using PracticeCms.Health;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Health;

internal sealed class Health(HostHealth host, IServiceProvider services, TenantScope tenant, TenantScopes scopes) : IHealth
{
    public Task<IReadOnlyList<HealthFinding>> OfHostAsync(CancellationToken ct = default) => host.LookAsync(ct);

    public async Task<IReadOnlyList<HealthFinding>> OfPracticeAsync(CancellationToken ct = default)
    {
        var findings = new List<HealthFinding>();
        foreach (var check in services.GetRequiredService<IFeatureServices<IHealthCheck>>())
        {
            try
            {
                findings.AddRange(await check.LookAsync(ct));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                findings.Add(HealthFinding.Failed(check.GetType().Name, e.GetBaseException().Message, "See the log of the host."));
            }
        }

        return findings;
    }

    /// <summary>A practice as it lies there. One whose tables an update would change is not started for it.</summary>
    public async Task<IReadOnlyList<HealthFinding>> OfAsync(TenantShell shell, CancellationToken ct)
    {
        var check = $"practice {shell.Definition.Name}";
        if (shell.Definition.State != TenantState.Running)
        {
            return [HealthFinding.Warning(check, $"is {shell.Definition.State}", "Nothing, where that is wanted.")];
        }

        try
        {
            var waiting = tenant.HasTenant ? [] : await scopes.RunAsync(shell, s => WaitingAsync(s, ct));
            return waiting.Count > 0
                ? [HealthFinding.Warning(check, $"{waiting.Count} changes of its tables wait: {string.Join(", ", waiting.Take(5))}", "Make a backup, then start the host: they are made when the practice is first used.")]
                : await scopes.RunAsync(shell.Definition.Name, s => s.GetRequiredService<IHealth>().OfPracticeAsync(ct));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return [HealthFinding.Failed(check, e.GetBaseException().Message, "See that its database runs and is the right one.")];
        }
    }

    private static async Task<IReadOnlyList<string>> WaitingAsync(IServiceProvider services, CancellationToken ct)
    {
        var migrator = services.GetRequiredService<Migrator>();
        return await migrator.HasKernelTablesAsync(ct)
            ? await migrator.PendingAsync([ModuleCatalog.KernelFeature, .. await ((FeatureManager)services.GetRequiredService<IFeatures>()).ReadAsync(ct)], ct)
            : [];
    }
}
