using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PracticeCms.Testing;

/// <summary>The host as a process of its own: for its command line, for what survives its death, and for measuring.</summary>
public sealed class PracticeProcess : IAsyncDisposable
{
    private readonly Process process;

    private PracticeProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
        Http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, MaxConnectionsPerServer = 64 }) { BaseAddress = address };
    }

    public Uri Address { get; }
    public HttpClient Http { get; }
    public CookieContainer Cookies { get; } = new();
    public int Id => process.Id;

    /// <summary>Serves, answers the page, and listens at the other address too when this returns.</summary>
    /// <param name="alsoAt">Another address to serve at, by HTTPS perhaps.</param>
    /// <param name="environment">Variables of the process besides those of this one.</param>
    public static async Task<PracticeProcess> StartAsync(
        string data, string page = "health/live", string? host = null, string? alsoAt = null, params (string Name, string Value)[] environment)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var urls = alsoAt is null ? address.ToString() : $"{address};{alsoAt}";
        var started = new PracticeProcess(Launch(host, data, ["serve", "--urls", urls], static _ => { }, environment: environment), address);
        while (!await started.AnswersAsync(page) || (alsoAt is not null && !await ListensAsync(new Uri(alsoAt))))
        {
            if (started.process.HasExited)
            {
                throw new InvalidOperationException($"The host ended with {started.process.ExitCode}.");
            }
        }

        return started;
    }

    /// <summary>Runs a verb to its end: the exit code, and what it said.</summary>
    /// <param name="onlyOutput">Without what it said on standard error.</param>
    /// <param name="environment">Variables of the process besides those of this one.</param>
    public static async Task<(int Code, string Said)> RunAsync(
        string data, string[] verb, string? host = null, bool onlyOutput = false, params (string Name, string Value)[] environment)
    {
        var said = new StringBuilder();
        using var process = Launch(host, data, verb, line => said.AppendLine(line), onlyOutput, environment);
        await process.WaitForExitAsync();
        return (process.ExitCode, said.ToString());
    }

    /// <summary>As a power cut does: SIGKILL, nothing is said and nothing is closed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private static Process Launch(string? host, string data, string[] arguments, Action<string> hear, bool onlyOutput = false, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[host ?? Path.Combine(AppContext.BaseDirectory, "PracticeHost.dll"), .. arguments, "--data", data])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PRACTICE_PASSWORD"] = StaffSession.Password;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var gate = new Lock();
        DataReceivedEventHandler take = (_, e) =>
        {
            lock (gate)
            {
                hear(e.Data ?? "");
            }
        };
        process.OutputDataReceived += take;
        process.ErrorDataReceived += onlyOutput ? static (_, _) => { } : take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Addresses are bound one after the other: that the first answers says nothing about the next.</summary>
    private static async Task<bool> ListensAsync(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            await Task.Delay(5);
            return false;
        }
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
}
