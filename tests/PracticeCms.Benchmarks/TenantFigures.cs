using System.Text.Json.Nodes;

namespace PracticeCms.Benchmarks;

/// <summary>
/// A thousand practices on one node. One is set up, and its folder copied under other names and prefixes: a copy has the original's data key and the
/// name of its audit log, which the host does not mind, because what it keeps of a practice it keeps by the tenant's name. Real practices never share them.
/// </summary>
internal static class TenantFigures
{
    private const int Practices = 1000;
    private const int ColdPages = 100;
    private static readonly TimeSpan UntilIdle = TimeSpan.FromSeconds(10);

    /// <summary>Until the host has looked once at the work of each: 20 a second.</summary>
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(Practices / 20 + 15);

    public static async Task RunAsync(BenchRun run)
    {
        var data = run.NewFolder("tenants");
        await HostProcess.VerbAsync(run, data, ["setup", "--recipe", "blank", "--name", "Bench", "--admin-email", StaffSession.Email, "--password-env", "PRACTICE_PASSWORD"]);
        Copy(Path.Combine(data, "Tenants"));
        await using (await HostProcess.StartAsync(run, data, ""))
        {
            // What the system reads for the first time is not the product's, and the first look at a new practice notes when its nightly work is due.
            await Task.Delay(Looks);
        }

        var seconds = 0d;
        await using var host = await HostProcess.StartAsync(run, data, "", s => seconds = s);
        await Task.Delay(UntilIdle);
        run.Print("tenants.first-page", seconds, "s");
        run.Print("tenants.memory", host.ResidentMegabytes, "MB");
        var cold = await Numbers.TimeAsync(ColdPages, warmUp: 5, async i =>
        {
            using var answer = await host.Http.GetAsync($"p{Practices - 1 - i}/");
            answer.EnsureSuccessStatusCode();
        });
        run.Print("tenants.cold-page.p50", cold.Median(), "ms");
        run.Print("tenants.cold-page.p95", cold.Percentile(95), "ms");
        await Task.Delay(Looks);
        run.Print("tenants.memory.settled", host.ResidentMegabytes, "MB");
    }

    private static void Copy(string tenants)
    {
        var original = Path.Combine(tenants, "Default");
        for (var i = 1; i < Practices; i++)
        {
            var copy = Path.Combine(tenants, $"P{i}");
            foreach (var file in Directory.EnumerateFiles(original, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(copy, Path.GetRelativePath(original, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }

            var definition = JsonNode.Parse(File.ReadAllText(Path.Combine(copy, "tenant.json")))!;
            (definition["name"], definition["prefix"]) = ($"P{i}", $"p{i}");
            File.WriteAllText(Path.Combine(copy, "tenant.json"), definition.ToJsonString());
        }
    }
}
