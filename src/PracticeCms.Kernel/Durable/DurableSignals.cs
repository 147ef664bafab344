using System.Collections.Concurrent;

namespace PracticeCms.Kernel.Durable;

/// <summary>
/// When each tenant has work next, as far as this process knows, and how to say so to the pump. Losing it costs a scan, never work.
/// </summary>
internal sealed class DurableSignals(IClock clock)
{
    private readonly ConcurrentDictionary<string, Instant> next = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Set by the pump: called when a tenant has work that is due now.</summary>
    public Action<string>? Wake { get; set; }

    public void NotifyAfterCommit(IUnitOfWork unitOfWork, string tenant, Instant due) => unitOfWork.AfterCommit(() =>
    {
        Notify(tenant, due);
        return Task.CompletedTask;
    });

    public void Notify(string tenant, Instant due)
    {
        CrashPoint.Hit("durable.after-commit");
        next.AddOrUpdate(tenant, due, (_, known) => Instant.Min(known, due));
        if (due <= clock.GetCurrentInstant())
        {
            Wake?.Invoke(tenant);
        }
    }

    /// <summary>Takes over what a drain found: the earliest work left, or none.</summary>
    public void Learn(string tenant, Instant? due)
    {
        if (due is { } at)
        {
            next.AddOrUpdate(tenant, at, (_, known) => Instant.Min(known, at));
        }
    }

    /// <summary>Before a drain looks, so that what is committed while it runs is not forgotten.</summary>
    public void Reset(string tenant) => next.TryRemove(tenant, out _);

    public IEnumerable<string> DueNow()
    {
        var now = clock.GetCurrentInstant();
        return next.Where(p => p.Value <= now).Select(p => p.Key);
    }
}
