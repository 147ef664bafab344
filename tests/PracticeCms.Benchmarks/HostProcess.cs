using System.Net;
using System.Text.RegularExpressions;

namespace PracticeCms.Benchmarks;

/// <summary>The published host as a process of its own, as it runs at a practice.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    public const string Email = "owner@example.com";
    public const string Password = "correct-horse-battery-7";

    private static int port = 5390;
    private readonly Process process;

    private HostProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
        Http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, MaxConnectionsPerServer = 64 }) { BaseAddress = address };
    }

    public Uri Address { get; }
    public HttpClient Http { get; }
    public CookieContainer Cookies { get; } = new();
    public string CookieHeader => Cookies.GetCookieHeader(Address);
    public double ResidentMegabytes => File.ReadLines($"/proc/{process.Id}/status").Where(l => l.StartsWith("VmRSS", StringComparison.Ordinal))
        .Select(l => double.Parse(Digits().Match(l).Value, CultureInfo.InvariantCulture) / 1024).Single();

    /// <summary>Seconds until the page answered 200 are in <paramref name="untilPage"/>.</summary>
    public static async Task<HostProcess> StartAsync(BenchRun run, string data, string page, Action<double>? untilPage = null)
    {
        var address = new Uri($"http://127.0.0.1:{Interlocked.Increment(ref port)}/");
        var began = Stopwatch.GetTimestamp();
        var host = new HostProcess(Launch(run, data, "serve", "--urls", address.ToString()), address);
        while (!await host.AnswersAsync(page))
        {
            if (host.process.HasExited)
            {
                throw new InvalidOperationException($"The host ended with {host.process.ExitCode}.");
            }
        }

        untilPage?.Invoke(Stopwatch.GetElapsedTime(began).TotalSeconds);
        return host;
    }

    /// <summary>Runs a verb of the command line to its end; returns the seconds it took.</summary>
    public static async Task<double> VerbAsync(BenchRun run, string data, params string[] verb)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Launch(run, data, verb);
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"'{string.Join(' ', verb)}' ended with {process.ExitCode}.");
    }

    public async Task SignInAsync()
    {
        var page = await Http.GetStringAsync("account/signin");
        using var answer = await Http.PostAsync("account/signin", new FormUrlEncodedContent(
            [new("_handler", "signin"), new("__RequestVerificationToken", Token(page)), new("Input.Email", Email), new("Input.Password", Password)]));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The first antiforgery token of a page.</summary>
    public static string Token(string page) => WebUtility.HtmlDecode(TokenField().Match(page).Groups[1].Value);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static Process Launch(BenchRun run, string data, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(run.Published, "PracticeHost.dll"), .. arguments, "--data", data])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PRACTICE_PASSWORD"] = Password;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<bool> AnswersAsync(string page)
    {
        try
        {
            using var answer = await Http.GetAsync(page);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            await Task.Delay(5);
            return false;
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenField();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
