using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PracticeHost.Chaos;

/// <summary>This host once more, as a process of its own that may be killed. It is the only process that is ever killed here.</summary>
internal sealed class ChildHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private bool hasEnded;

    private ChildHost(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }
    public int Id => process.Id;
    public bool HasDied => hasEnded || process.HasExited;

    /// <summary>Serves, and answers when this returns; after how long is said in <paramref name="ready"/>.</summary>
    public static async Task<ChildHost> StartAsync(string folder, HttpClient http, Action<TimeSpan>? ready, CancellationToken ct, params (string Name, string Value)[] environment)
    {
        var began = Stopwatch.GetTimestamp();
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/"));
        var child = new ChildHost(Launch(folder, ["serve", "--urls", address.ToString()], environment), address);
        while (!await AnswersAsync(http, new Uri(address, "api/v1/public/services"), ct))
        {
            if (child.HasDied || Stopwatch.GetElapsedTime(began) > Patience)
            {
                await child.DisposeAsync();
                throw new ChildEndedException();
            }

            await Task.Delay(10, ct);
        }

        ready?.Invoke(Stopwatch.GetElapsedTime(began));
        return child;
    }

    /// <summary>Runs a verb to its end; with what it said last.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string folder, string[] verb, CancellationToken ct, params (string Name, string Value)[] environment)
    {
        var said = "";
        using var verbs = Launch(folder, verb, environment, line => said = line);
        await verbs.WaitForExitAsync(ct);
        return (verbs.ExitCode, said);
    }

    /// <summary>SIGKILL: nothing is said and nothing is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (hasEnded)
        {
            return;
        }

        process.Kill();
        await process.WaitForExitAsync();
        hasEnded = true;
        process.Dispose();
    }

    private static Process Launch(string folder, string[] arguments, (string Name, string Value)[] environment, Action<string>? says = null)
    {
        var own = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(own) == "PracticeHost";
        var start = new ProcessStartInfo(isHost ? own : "dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[.. isHost ? (string[])[] : [Path.Combine(AppContext.BaseDirectory, "PracticeHost.dll")], .. arguments, "--data", folder])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start)!;
        started.OutputDataReceived += static (_, _) => { };
        started.ErrorDataReceived += (_, said) => Hear(said.Data, says);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private static void Hear(string? line, Action<string>? says)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            says?.Invoke(line);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri page, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(page, ct);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The host came to its end before it answered.</summary>
internal sealed class ChildEndedException() : InvalidOperationException("The host ended before it answered.");
