using System.CommandLine;
using PracticeCms.Cli;
using PracticeCms.Health;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Cli;

/// <summary><c>doctor</c>: what this machine and each practice lack, and what to do about it.</summary>
internal sealed class DoctorVerb(TenantRegistry registry, IServiceScopeFactory scopes) : ICliVerb
{
    public string Path => "doctor";
    public string Description => "Check the machine, the keys, the databases, backups and each practice, and say what to do.";

    public void Describe(Command command)
    {
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var health = scope.ServiceProvider.GetRequiredService<Health.Health>();
        var all = new List<(string? Practice, HealthFinding Finding)>();
        all.AddRange((await health.OfHostAsync(ct)).Select(f => ((string?)null, f)));
        foreach (var shell in registry.All.OrderBy(t => t.Definition.Name, StringComparer.Ordinal))
        {
            all.AddRange((await health.OfAsync(shell, ct)).Select(f => ((string?)shell.Definition.Name, f)));
        }

        if (registry.All.Count == 0)
        {
            all.Add((null, HealthFinding.Warning("practices", "There is no practice yet", "Run setup, or open the setup page.")));
        }

        run.Result(
            new { findings = all.Select(a => new { practice = a.Practice, check = a.Finding.Check, state = Word(a.Finding.State), detail = a.Finding.Detail, remedy = a.Finding.Remedy }) },
            all.SelectMany(a => Lines(a.Practice, a.Finding)));
        return all.Any(a => a.Finding.State == HealthState.Failed) ? ExitCodes.External : ExitCodes.Ok;
    }

    private static string Word(HealthState state) => state.ToString().ToLowerInvariant();

    private static IEnumerable<string> Lines(string? practice, HealthFinding finding)
    {
        yield return $"{Word(finding.State),-8} {(practice is null ? "" : practice + ": ")}{finding.Check}: {finding.Detail}";
        if (finding.Remedy is { } remedy)
        {
            yield return $"         → {remedy}";
        }
    }
}
