namespace PracticeCms.Benchmarks;

internal static class ImportFigures
{
    /// <summary>The import that fills the large practice is the one that is measured.</summary>
    public static async Task RunAsync(BenchRun run) =>
        run.Print("import.clients", LargePractice.Clients / (await run.LargeAsync()).ImportSeconds, "clients/s");
}
