using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace PracticeCms.Kernel.Tenants;

/// <summary>What the process remembers of a tenant between requests. Everything in it can be read again from the database.</summary>
internal sealed class TenantShell(TenantDefinition definition) : IDisposable
{
    private readonly ConcurrentDictionary<string, object> cache = new();

    public TenantDefinition Definition { get; set; } = definition;

    private FrozenSet<string>? features;
    private Access.AccessFacts access = Kernel.Access.AccessFacts.None;

    /// <summary>Ids of the features that are on; null until read.</summary>
    public FrozenSet<string>? Features
    {
        get => features;
        set => features = value;
    }

    /// <summary>Exceptions to what roles admit, as far as every request must know them.</summary>
    public Access.AccessFacts Access { get => access; set => access = value; }

    /// <summary>Takes over what was read, unless they were changed here since the reading began.</summary>
    public void Refresh(Access.AccessFacts before, Access.AccessFacts read) => Interlocked.CompareExchange(ref access, read, before);

    /// <summary>When features and roles are read again, for what another process has changed.</summary>
    public Instant KnownUntil { get; set; }

    /// <summary>Takes over what was read, unless they were changed here since the reading began.</summary>
    public void Refresh(FrozenSet<string>? before, FrozenSet<string> read) => Interlocked.CompareExchange(ref features, read, before);

    /// <summary>Set when a migration failed: the tenant answers 503 and says why on the console.</summary>
    public string? Failure { get; set; }

    /// <summary>Migrations that a newer version has run here, as they were when it was started.</summary>
    public IReadOnlyList<string> Newer { get; set; } = [];

    /// <summary>One writer at a time on SQLite, in order of arrival, without blocking threads.</summary>
    public SemaphoreSlim WriteGate { get; } = new(1, 1);

    /// <summary>Milliseconds that the clock of its PostgreSQL is ahead of this machine's, and when that was seen, as a stopwatch's timestamp.</summary>
    public long DatabaseAhead { get; set; }
    public long ComparedAt { get; set; }

    public SemaphoreSlim StartGate { get; } = new(1, 1);

    public bool IsStarted { get; set; }

    /// <summary>When it was started, or last asked for by a request.</summary>
    public Instant UsedAt { get; set; }

    /// <summary>What failed was a database that is away, so that background work tries again too.</summary>
    public bool MayHeal { get; set; }

    /// <summary>Serves requests and background work.</summary>
    public bool Runs => Definition.State == TenantState.Running && (Failure is null || MayHeal);

    public T GetOrAdd<T>(string key, Func<T> make)
        where T : class => (T)cache.GetOrAdd(key, _ => make());

    public T? Get<T>(string key)
        where T : class => cache.TryGetValue(key, out var value) ? (T)value : null;

    public void Set<T>(string key, T value)
        where T : class => cache[key] = value;

    public void Forget(string key) => cache.TryRemove(key, out _);

    public void Dispose()
    {
        WriteGate.Dispose();
        StartGate.Dispose();
    }
}
