using System.Text.RegularExpressions;

namespace PracticeCms.Benchmarks;

/// <summary>Requests of many connections at once, sent by wrk.</summary>
internal static partial class Load
{
    public const int Connections = 8;
    private const int WarmUpSeconds = 20;
    private const int Seconds = 10;

    public sealed record Result(double PerSecond, double P95Milliseconds);

    public static async Task<Result> RunAsync(HostProcess host, params string[] paths)
    {
        var script = Path.GetTempFileName();
        var quoted = string.Join(", ", paths.Select(p => $"\"{p}\""));
        await File.WriteAllTextAsync(script, $$"""
            local paths, i = { {{quoted}} }, 0
            request = function() i = i + 1; return wrk.format("GET", paths[i % #paths + 1]) end
            done = function(summary, latency) io.write(string.format("\np95=%f errors=%d\n", latency:percentile(95) / 1000, summary.errors.status + summary.errors.connect + summary.errors.timeout)) end
            """);
        try
        {
            await WrkAsync(host, script, WarmUpSeconds);
            var output = await WrkAsync(host, script, Seconds);
            if (Value(Errors(), output) > 0)
            {
                throw new InvalidOperationException($"{paths[0]} answered with errors: {output}");
            }

            return new Result(Value(PerSecond(), output), Value(P95(), output));
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<string> WrkAsync(HostProcess host, string script, int seconds)
    {
        var start = new ProcessStartInfo("wrk") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-t1", $"-c{Connections}", $"-d{seconds}s", "-s", script, "-H", $"Cookie: {host.CookieHeader}", host.Address.ToString()])
        {
            start.ArgumentList.Add(argument);
        }

        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return output;
    }

    private static double Value(Regex pattern, string output) => double.Parse(pattern.Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"p95=([\d.]+)")]
    private static partial Regex P95();

    [GeneratedRegex(@"errors=(\d+)")]
    private static partial Regex Errors();
}
