using System.Net;
using System.Text.RegularExpressions;

namespace PracticeCms.Benchmarks;

/// <summary>The published host as a process of its own, as it runs at a practice.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private readonly PracticeProcess process;

    private HostProcess(PracticeProcess process) => this.process = process;

    public Uri Address => process.Address;
    public HttpClient Http => process.Http;
    public string CookieHeader => process.Cookies.GetCookieHeader(Address);
    public double ResidentMegabytes => File.ReadLines($"/proc/{process.Id}/status").Where(l => l.StartsWith("VmRSS", StringComparison.Ordinal))
        .Select(l => double.Parse(Digits().Match(l).Value, CultureInfo.InvariantCulture) / 1024).Single();

    /// <summary>Seconds until the page answered 200 are in <paramref name="untilPage"/>.</summary>
    public static async Task<HostProcess> StartAsync(BenchRun run, string data, string page, Action<double>? untilPage = null)
    {
        var began = Stopwatch.GetTimestamp();
        var process = await PracticeProcess.StartAsync(data, page, Host(run));
        untilPage?.Invoke(Stopwatch.GetElapsedTime(began).TotalSeconds);
        return new HostProcess(process);
    }

    /// <summary>Runs a verb of the command line to its end; returns the seconds it took.</summary>
    public static async Task<double> VerbAsync(BenchRun run, string data, params string[] verb)
    {
        var began = Stopwatch.GetTimestamp();
        var (code, said) = await PracticeProcess.RunAsync(data, verb, Host(run));
        return code == 0 ? Stopwatch.GetElapsedTime(began).TotalSeconds : throw new InvalidOperationException($"'{string.Join(' ', verb)}' ended with {code}: {said}");
    }

    public async Task SignInAsync()
    {
        var page = await Http.GetStringAsync("account/signin");
        using var answer = await Http.PostAsync("account/signin", new FormUrlEncodedContent(
            [new("_handler", "signin"), new("__RequestVerificationToken", Token(page)), new("Input.Email", StaffSession.Email), new("Input.Password", StaffSession.Password)]));
        answer.EnsureSuccessStatusCode();
        if (await answer.Content.ReadAsStringAsync() is var asked && Secret().Match(asked) is { Success: true } secret)
        {
            using var done = await Http.PostAsync("account/protect", new FormUrlEncodedContent(
                [new("_handler", "app"), new("__RequestVerificationToken", Token(asked)), new("App.Sealed", Sealed().Match(asked).Groups[1].Value), new("App.Code", SecondFactor.CodeOf(secret.Groups[1].Value, SystemClock.Instance.GetCurrentInstant()))]));
            done.EnsureSuccessStatusCode();
        }
    }

    /// <summary>The first antiforgery token of a page.</summary>
    public static string Token(string page) => WebUtility.HtmlDecode(TokenField().Match(page).Groups[1].Value);

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static string Host(BenchRun run) => Path.Combine(run.Published, "PracticeHost.dll");

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenField();

    [GeneratedRegex("data-secret=\"([^\"]+)\"")]
    private static partial Regex Secret();

    [GeneratedRegex("name=\"App.Sealed\" value=\"([^\"]+)\"")]
    private static partial Regex Sealed();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
