using System.Diagnostics;
using System.Text.Json;

namespace PracticeCms.Testing;

/// <summary>The verifier in another language, <c>tests/audit_verify.py</c>.</summary>
public static class SecondVerifier
{
    public sealed record Verdict(bool Intact, long? FirstBad, long Events);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<IReadOnlyList<Verdict>> RunAsync(IEnumerable<string> files)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "audit_verify.py"), .. files]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Verdict>(line, Json)!).ToList();
    }
}
