using Microsoft.Extensions.Hosting;
using PracticeCms.Kernel.Live;

namespace PracticeCms.Kernel.Tenants;

/// <summary>Notices within two seconds what the command line, or another node, did to the tenants.</summary>
internal sealed class TenantsWatch(TenantRegistry registry, TenantStore store, LiveHub live, ILogger<TenantsWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private Instant seen = store.ChangedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    public void Look()
    {
        try
        {
            var changed = store.ChangedAt;
            if (changed != seen)
            {
                foreach (var stopped in registry.Reload())
                {
                    live.Close(stopped);
                }

                seen = changed;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            KernelLog.TenantsUnread(logger, e); // looked at again in two seconds
        }
    }
}
