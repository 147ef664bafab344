using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Jobs;

/// <param name="LagSeconds">How long the oldest due work has waited.</param>
internal sealed record TenantJobs(string Tenant, int Waiting, int LagSeconds, int OpenIncidents);

internal sealed record JobsReport(bool IsHealthy, IReadOnlyList<TenantJobs> Tenants);

/// <summary>Answers <c>/health/jobs</c>: counts only. Anybody may ask, and each practice is asked in turn: so once, for all who ask within ten seconds.</summary>
internal sealed class JobsHealth(TenantRegistry tenants, ITenantScopes scopes, WorkPeek peek, IClock clock)
{
    /// <summary>Work that waits longer than this means that the pump stands still.</summary>
    private const int LagLimitSeconds = 120;

    private static readonly Duration Kept = Duration.FromSeconds(10);

    private readonly Lock gate = new();
    private Task<JobsReport>? last;
    private Instant asked;

    public Task<JobsReport> CheckAsync(CancellationToken ct = default)
    {
        lock (gate)
        {
            var now = clock.GetCurrentInstant();
            if (last is null || (last.IsCompleted && (now < asked || now - asked >= Kept)))
            {
                asked = now;
                last = Task.Run(() => LookAsync(CancellationToken.None), CancellationToken.None); // for all, whoever of them goes away
            }

            return last.WaitAsync(ct);
        }
    }

    private async Task<JobsReport> LookAsync(CancellationToken ct)
    {
        var found = new List<TenantJobs>();
        foreach (var tenant in tenants.Running)
        {
            ct.ThrowIfCancellationRequested();
            found.Add(tenants.Find(tenant) is { IsStarted: false } cold ? await PeekAsync(cold, ct) : await scopes.RunAsync(tenant, services => CheckAsync(tenant, services.GetRequiredService<KernelDb>(), ct)));
        }

        return new JobsReport(found.All(t => t.LagSeconds < LagLimitSeconds), found);
    }

    // Asking after a practice must not start it.
    private async Task<TenantJobs> PeekAsync(TenantShell cold, CancellationToken ct)
    {
        var owed = await peek.LookAsync(cold.Definition, ct);
        var lag = owed.NextDue is { } due ? Math.Max(0, (int)(clock.GetCurrentInstant() - due).TotalSeconds) : 0;
        return new TenantJobs(cold.Definition.Name, lag > 0 ? 1 : 0, lag, owed.Incidents);
    }

    private async Task<TenantJobs> CheckAsync(string tenant, KernelDb db, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var (outbox, timers) = (Waiting<OutboxRow>(db, now), Waiting<TimerRow>(db, now));
        var waiting = await outbox.CountAsync(ct) + await timers.CountAsync(ct);
        var oldest = waiting == 0 ? now : Instant.Min(await outbox.MinAsync(r => (Instant?)r.Due, ct) ?? now, await timers.MinAsync(r => (Instant?)r.Due, ct) ?? now);
        var incidents = await db.Set<Incident>().CountAsync(i => i.State == IncidentState.Open, ct);
        return new TenantJobs(tenant, waiting, (int)(now - oldest).TotalSeconds, incidents);
    }

    /// <summary>Due, and neither in work nor put back because nothing here takes it.</summary>
    private static IQueryable<TRow> Waiting<TRow>(KernelDb db, Instant now)
        where TRow : WorkRow =>
        db.Set<TRow>().Where(r => r.State == WorkState.Pending && r.Due <= now && (r.LeaseUntil == null || (r.LeaseOwner != null && r.LeaseUntil <= now)));
}
