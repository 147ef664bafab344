using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Jobs;

/// <summary>
/// Practices that nobody uses: their tables are looked at a few at a time and seldom, and only what is due starts them. What this process writes itself
/// is announced and needs no look.
/// </summary>
internal sealed class QuietTenants(TenantRegistry registry, DurableSignals signals, WorkPeek peek, IClock clock)
{
    /// <summary>So many are drained at once when the host starts, as if they were in use.</summary>
    public const int AtOnce = 10;

    private const int LooksASecond = 20;
    private const int SecondsBetweenLooks = 300;
    private static readonly Duration QuietAfter = Duration.FromMinutes(5);

    private Queue<string> waiting = new();

    public void Begin(IEnumerable<string> tenants) => waiting = new(tenants);

    /// <summary>Neither started nor used lately.</summary>
    public bool IsQuiet(string tenant) =>
        registry.All.Count > AtOnce && registry.Find(tenant) is { } shell && (!shell.IsStarted || clock.GetCurrentInstant() - shell.UsedAt > QuietAfter);

    /// <summary>Looks at the next few.</summary>
    /// <returns>Those that have work now.</returns>
    public async Task<IReadOnlyList<string>> LookAsync(int second, CancellationToken ct)
    {
        foreach (var tenant in registry.Running.Where(t => Phase(t) == second % SecondsBetweenLooks && IsQuiet(t) && !waiting.Contains(t)))
        {
            waiting.Enqueue(tenant);
        }

        var due = new List<string>();
        for (var i = 0; i < LooksASecond && waiting.TryDequeue(out var tenant); i++)
        {
            if (registry.Find(tenant) is not { Runs: true } shell)
            {
                continue;
            }

            if ((await peek.LookAsync(shell.Definition, ct)).NextDue is { } next && next > clock.GetCurrentInstant())
            {
                signals.Learn(tenant, next);
            }
            else
            {
                due.Add(tenant);
            }
        }

        return due;
    }

    private static int Phase(string tenant) => (tenant.GetHashCode(StringComparison.OrdinalIgnoreCase) & int.MaxValue) % SecondsBetweenLooks;
}
