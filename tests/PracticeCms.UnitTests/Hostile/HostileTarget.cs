namespace PracticeCms.UnitTests.Hostile;

/// <summary>Something that reads what comes from outside.</summary>
/// <param name="Samples">What it reads well.</param>
/// <param name="ReadAsync">Reads, and may say in any way of its own that it cannot.</param>
/// <param name="Declared">The exceptions by which it says so; those that it hands on are not among them.</param>
internal sealed record HostileTarget(IReadOnlyList<byte[]> Samples, Func<byte[], Task> ReadAsync, params IReadOnlyList<Type> Declared)
{
    private const long MostGrowth = 64L * 1024 * 1024;

    /// <summary>The product's promise for any input.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads that many mutations of the samples. What breaks is told with its seed, once for each place where it breaks.</summary>
    public async Task TryAsync(int firstSeed, int cases)
    {
        var broken = new Dictionary<string, string>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var seed = firstSeed; seed < firstSeed + cases && broken.Count < 10; seed++)
        {
            var bytes = Mutation.Of(Samples, seed);
            if (await FaultAsync(bytes) is { } fault)
            {
                broken.TryAdd(fault.Place, $"seed {seed}, {bytes.Length} bytes {Convert.ToBase64String(bytes, 0, Math.Min(bytes.Length, 3_000))}\n{fault.What}");
            }
        }

        Assert.True(broken.Count == 0, string.Join("\n\n", broken.Values));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostGrowth);
    }

    /// <summary>Reads one input; anything but a success or a declared refusal within the promised time is a failure.</summary>
    public async Task TryAsync(byte[] bytes)
    {
        var fault = await FaultAsync(bytes);
        Assert.True(fault is null, fault?.What);
    }

    private async Task<(string Place, string What)?> FaultAsync(byte[] bytes)
    {
        try
        {
            // In a thread of its own, so that one that never returns is told too.
            await Task.Run(() => ReadAsync(bytes)).WaitAsync(Patience);
            return null;
        }
        catch (Exception e) when (Declared.Any(d => d.IsInstanceOfType(e)))
        {
            return null;
        }
        catch (Exception e)
        {
            return ($"{e.GetType()} {e.StackTrace?.Split('\n')[0]}", e.ToString());
        }
    }
}
