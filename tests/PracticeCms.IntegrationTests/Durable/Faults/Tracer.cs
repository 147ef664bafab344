using System.Diagnostics;
using System.Globalization;

namespace PracticeCms.IntegrationTests.Durable.Faults;

/// <summary>strace on a running process: it lists calls of the system, and can make one fail. It counts the calls of each thread, and each kind of call, for themselves.</summary>
internal sealed class Tracer : IAsyncDisposable
{
    private readonly Process process;
    private readonly string file;
    private readonly string[] calls;

    private Tracer(Process process, string file, string[] calls) => (this.process, this.file, this.calls) = (process, file, calls);

    /// <summary>The most calls of one kind that one thread made.</summary>
    public int MostOfOneThread => calls
        .SelectMany(c => File.ReadLines(file).Where(l => l.Contains($" {c}(", StringComparison.Ordinal)).CountBy(l => l.Split(' ')[0]))
        .Select(c => c.Value).DefaultIfEmpty().Max();

    /// <summary>Whether a call was made to fail.</summary>
    public bool HasHurt => File.ReadLines(file).Any(l => l.EndsWith("(INJECTED)", StringComparison.Ordinal));

    /// <summary>Is on all threads of the process when this returns.</summary>
    /// <param name="calls">Their names, separated by commas.</param>
    /// <param name="inject">What is done to them, such as <c>error=EIO:when=3</c>.</param>
    public static async Task<Tracer> AttachAsync(int process, string calls, string? inject = null)
    {
        var file = Path.GetTempFileName();
        var start = new ProcessStartInfo("strace") { UseShellExecute = false, RedirectStandardError = true };
        string[] fault = inject is null ? [] : ["-e", $"inject={calls}:{inject}"];
        foreach (var argument in (string[])["-f", "-s", "0", "-o", file, "-e", $"trace={calls}", .. fault, "-p", process.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        var tracer = new Tracer(Process.Start(start)!, file, calls.Split(','));
        var attached = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        tracer.process.ErrorDataReceived += (_, said) => Hear(said.Data, attached);
        tracer.process.BeginErrorReadLine();
        if (!await attached.Task)
        {
            await tracer.DisposeAsync();
            throw new InvalidOperationException("strace may not look into a process here.");
        }

        return tracer;
    }

    /// <summary>It takes its leave, and the process goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await Shell.TryAsync("kill", "-INT", process.Id.ToString(CultureInfo.InvariantCulture));
        }

        await process.WaitForExitAsync();
        process.Dispose();
        File.Delete(file);
    }

    /// <param name="line">Null where it has ended.</param>
    private static void Hear(string? line, TaskCompletionSource<bool> attached)
    {
        if (line is null || line.Contains(" attached", StringComparison.Ordinal))
        {
            attached.TrySetResult(line is not null);
        }
    }
}
