using System.Text.Json;

namespace PracticeCms.Benchmarks;

/// <summary>What the figures of one run share: the published host, the large practice, and where figures go.</summary>
internal sealed class BenchRun(string published, string wanted) : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("practice-bench-").FullName;
    private LargePractice? large;

    public string Published { get; } = Path.GetFullPath(published);

    public string NewFolder(string name) => Path.Combine(folder, name);

    /// <summary>100,000 clients and as many visits on SQLite; made when first asked for.</summary>
    public async Task<LargePractice> LargeAsync() => large ??= await LargePractice.MakeAsync(this);

    public void Print(string name, double value, string unit)
    {
        if (name.StartsWith(wanted, StringComparison.Ordinal))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { name, value = Math.Round(value, value < 10 ? 2 : 1), unit }));
        }
    }

    /// <summary>On SQLite, and on PostgreSQL where there is one, or on the one that <c>PRACTICE_BENCH_ON</c> names; with what a set-up is told of it.</summary>
    public static async Task OnEachDatabaseAsync(Func<string, string[], Task> measure)
    {
        var only = Environment.GetEnvironmentVariable("PRACTICE_BENCH_ON");
        if (only is null or "sqlite")
        {
            await measure("sqlite", []);
        }

        if (PostgresCluster.IsAvailable && only is null or "postgres")
        {
            await measure("postgres", ["--database", "postgres", "--connection-env", PostgresCluster.Variable]);
        }
    }

    public static void Say(string text) => Console.Error.WriteLine(text);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

internal static class Numbers
{
    public static double Median(this IEnumerable<double> values) => values.Percentile(50);

    /// <summary>Nearest rank.</summary>
    public static double Percentile(this IEnumerable<double> values, int percent)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(sorted.Count * percent / 100m) - 1, 0, sorted.Count - 1)];
    }

    /// <summary>Milliseconds of each run, the first few left out.</summary>
    public static async Task<List<double>> TimeAsync(int runs, int warmUp, Func<int, Task> work)
    {
        var times = new List<double>(runs);
        for (var i = 0; i < runs + warmUp; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await work(i);
            if (i >= warmUp)
            {
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        return times;
    }
}
