using System.Collections.Concurrent;
using System.Diagnostics;

namespace PracticeHost.Chaos;

/// <summary>Guests side by side, and what each was told. They go on until they are stopped; what one has begun is brought to an answer.</summary>
internal sealed class ChaosCrowd(HttpClient http, Func<Uri> host, int seed, Action<HttpResponseMessage>? heard = null)
{
    private const int Hands = 8;

    private readonly ConcurrentDictionary<int, Promise> promises = new();
    private readonly CancellationTokenSource over = new();
    private List<Task> hands = [];
    private int number;
    private int moves;
    private int cancellations;

    public IReadOnlyCollection<Promise> Promises => [.. promises.Values];
    public int Bookings => promises.Count;
    public int Moves => moves;
    public int Cancellations => cancellations;
    public bool HasFailed => hands.Exists(h => h.IsFaulted);

    public void Start() => hands = [.. Enumerable.Range(0, Hands).Select(hand => Task.Run(() => GoOnAsync(new Random((seed * Hands) + hand))))];

    public async Task StopAsync()
    {
        await over.CancelAsync();
        await Task.WhenAll(hands);
    }

    public ChaosGuest Guest(int draw) => new(http, host, new Random(draw), heard);

    public Task<Promise?> BookAsync(ChaosGuest guest, CancellationToken ct) => BookAsync(guest, Interlocked.Increment(ref number), ct);

    /// <summary>Moves (0), cancels (1) or leaves it.</summary>
    public async Task<Promise> ChangeAsync(ChaosGuest guest, Promise visit, int choice, CancellationToken ct)
    {
        var changed = choice switch { 0 => await guest.MoveAsync(visit, ct), 1 => await guest.CancelAsync(visit, ct), _ => visit };
        Interlocked.Add(ref moves, choice == 0 && changed.Minute != visit.Minute ? 1 : 0);
        Interlocked.Add(ref cancellations, changed.IsCancelled ? 1 : 0);
        promises[visit.Number] = changed;
        return changed;
    }

    private async Task<Promise?> BookAsync(ChaosGuest guest, int mine, CancellationToken ct)
    {
        var visit = await guest.BookAsync(mine, ct);
        if (visit is not null)
        {
            promises[mine] = visit;
        }

        return visit;
    }

    private async Task GoOnAsync(Random random)
    {
        var guest = new ChaosGuest(http, host, random, heard);
        while (!over.IsCancellationRequested)
        {
            if (await BookAsync(guest, CancellationToken.None) is { } visit)
            {
                await ChangeAsync(guest, visit, random.Next(6), CancellationToken.None);
            }
        }
    }
}
