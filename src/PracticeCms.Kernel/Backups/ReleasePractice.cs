using System.CommandLine;
using PracticeCms.Backups;
using PracticeCms.Cli;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>Opens a restored practice, when a person has looked who can sign in to it.</summary>
internal sealed class ReleasePractice(DataFolder data, TenantRegistry registry, TenantScopes scopes)
{
    /// <summary>A file in the practice's folder: the restore is done, and nobody has looked yet.</summary>
    public const string Mark = "restored";

    /// <param name="off">E-mail addresses of accounts to switch off before.</param>
    public async Task<Result> ExecuteAsync(string tenant, IReadOnlyList<string> off, CancellationToken ct = default)
    {
        if (registry.Find(tenant) is not { } shell)
        {
            return Problem.NotFound($"The tenant '{tenant}'");
        }

        var mark = Path.Combine(data.Tenant(shell.Definition.Name), Mark);
        if (shell.Definition.State != TenantState.Suspended || !File.Exists(mark))
        {
            return Problem.Conflict("not-restored", $"The tenant '{shell.Definition.Name}' is none that was restored and waits. A restore that broke off is asked for again, with --replace.");
        }

        if (await scopes.RunAsync(shell.Definition.Name, services => SwitchOffAsync(services, off, ct)) is { } problem)
        {
            return problem;
        }

        var next = shell.Definition.Copy();
        next.State = TenantState.Running;
        shell.Definition = next;
        registry.Save(shell);
        File.Delete(mark);
        return Result.Ok;
    }

    private static async Task<Problem?> SwitchOffAsync(IServiceProvider services, IReadOnlyList<string> off, CancellationToken ct)
    {
        foreach (var accounts in services.GetRequiredService<IFeatureServices<IRestoredAccounts>>())
        {
            foreach (var email in off)
            {
                if ((await accounts.SwitchOffAsync(email, ct)).Problem is { } problem)
                {
                    return problem;
                }
            }
        }

        await services.GetRequiredService<IAuditTrail>().RecordNowAsync("released", "Practice", reason: $"after a restore; {off.Count} accounts switched off", ct: ct);
        return null;
    }
}

/// <summary><c>release</c>.</summary>
internal sealed class ReleaseVerb(ReleasePractice release) : ICliVerb
{
    private readonly Option<string[]> off = new("--off") { Description = "E-mail address of an account to switch off before; repeat for more." };

    public string Path => "release";
    public string Description => "Open a restored practice, when somebody has looked who can sign in to it.";

    public void Describe(Command command) => command.Add(off);

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var result = await release.ExecuteAsync(run.TenantName, run.Arguments.GetValue(off) ?? [], ct);
        if (result.Problem is { } problem)
        {
            return run.Fail(problem);
        }

        run.Result(new { tenant = run.TenantName, done = "running" }, $"The tenant {run.TenantName} is open.");
        return ExitCodes.Ok;
    }
}
