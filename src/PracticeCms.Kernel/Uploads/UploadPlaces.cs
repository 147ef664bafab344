using System.Collections.Concurrent;

namespace PracticeCms.Kernel.Uploads;

/// <summary>Where files are looked at: as many side by side as there are processors, and of one practice at most half of them, so that it cannot keep all others waiting.</summary>
internal sealed class UploadPlaces(TimeSpan? patience = null) : IDisposable
{
    private static readonly int Number = Math.Max(2, Environment.ProcessorCount);

    private readonly TimeSpan patience = patience ?? TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim all = new(Number);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> own = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A place until it is disposed, or null where none became free in time.</summary>
    public async Task<IDisposable?> EnterAsync(string tenant, CancellationToken ct)
    {
        var mine = own.GetOrAdd(tenant, _ => new SemaphoreSlim(Number / 2));
        if (!await mine.WaitAsync(patience, ct))
        {
            return null;
        }

        try
        {
            if (await all.WaitAsync(patience, ct))
            {
                return new Place(mine, all);
            }
        }
        catch (OperationCanceledException)
        {
            mine.Release();
            throw;
        }

        mine.Release();
        return null;
    }

    public void Dispose()
    {
        all.Dispose();
        foreach (var mine in own.Values)
        {
            mine.Dispose();
        }
    }

    private sealed class Place(SemaphoreSlim mine, SemaphoreSlim all) : IDisposable
    {
        public void Dispose()
        {
            all.Release();
            mine.Release();
        }
    }
}
