using System.CommandLine;
using System.Globalization;
using PracticeCms.Backups;
using PracticeCms.Cli;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>Where the recovery key comes from: a file or the environment, never an argument.</summary>
internal sealed class RecoveryKeyOptions
{
    private readonly Option<string> file = new("--key-file") { Description = "File with the recovery key." };
    private readonly Option<string> variable = new("--key-env") { Description = "Environment variable with the recovery key." };

    public void AddTo(Command command)
    {
        command.Add(file);
        command.Add(variable);
    }

    public Result<RecoveryKey> Read(ParseResult arguments)
    {
        if (arguments.GetValue(file) is { Length: > 0 } path)
        {
            return File.Exists(path) ? RecoveryKey.Parse(File.ReadAllText(path)) : Problem.NotFound($"The file '{path}'");
        }

        return arguments.GetValue(variable) is { Length: > 0 } name
            ? RecoveryKey.Parse(Environment.GetEnvironmentVariable(name) ?? "")
            : Problem.Invalid("key-file", "Say where the recovery key is: --key-file FILE or --key-env VARIABLE.");
    }
}

/// <summary><c>restore FILE</c>.</summary>
internal sealed class RestoreVerb(RestoreBackup restore, ModuleCatalog catalog) : ICliVerb
{
    private const string Waits =
        "Outgoing messages are paused and workflows are stopped, because it would do again what it has done since. Under Workflows, Runs, end what is done already, and choose Go on; "
        + "under Outgoing mail, Held, discard what has gone out already; then choose End the pause under Settings, Sending. Beside the original, leave both as they are.";

    private const string Closed =
        "Nobody can sign in yet. Sessions, invitations, links for new passwords and keys of programs were ended; accounts and passkeys that were taken back since are there again. Look through this list, "
        + "run 'release' for the tenant, with --off EMAIL for each account that was switched off since, and start the host:";

    private readonly Argument<string> file = new("file") { Description = "The backup." };
    private readonly RecoveryKeyOptions key = new();
    private readonly Option<string> name = new("--as") { Description = "Name of the tenant; the backup's without." };
    private readonly Option<string> connection = new("--connection-env") { Description = "Environment variable with the PostgreSQL connection string; the backup's without." };
    private readonly Option<bool> replace = new("--replace") { Description = "Take the place of the tenant of that name, which is kept aside." };
    private readonly Option<bool> unproven = new("--unproven") { Description = "Also a file of which nothing proves that this installation has made it." };
    private readonly Option<bool> shortLedger = new("--short-ledger") { Description = "Also where the list of erasures beside the backup has lost its end." };

    public string Path => "restore";
    public string Description => "Put a practice back as it was. Stop the host first.";

    public void Describe(Command command)
    {
        command.Add(file);
        key.AddTo(command);
        command.Add(name);
        command.Add(connection);
        command.Add(replace);
        command.Add(unproven);
        command.Add(shortLedger);
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var a = run.Arguments;
        var recovery = key.Read(a);
        if (recovery.Problem is { } noKey)
        {
            return run.Fail(noKey);
        }

        using var opened = recovery.Value;
        var result = await restore.ExecuteAsync(
            new RestoreBackup.Request(a.GetRequiredValue(file), opened)
            {
                As = a.GetValue(name) ?? "",
                ConnectionVariable = a.GetValue(connection) ?? "",
                Replace = a.GetValue(replace),
                IsUnproven = a.GetValue(unproven),
                HasShortLedger = a.GetValue(shortLedger),
                Progress = run.Progress,
            },
            ct);
        if (result.Problem is { } problem)
        {
            return run.Fail(problem);
        }

        Print(run, result.Value);
        return ExitCodes.Ok;
    }

    private void Print(ICliRun run, RestoreBackup.Restored restored)
    {
        var about = restored.Manifest.About;
        var absent = about.Modules.Where(m => catalog.Modules.All(c => c.Id != m.Key)).Select(m => $"{m.Key} {m.Value}").ToList();
        List<string> lines = [$"The tenant {restored.Tenant} is as it was at {about.TakenAt}: {restored.Rows} rows of {restored.Manifest.Tables.Count} tables are equal.", Waits];
        if (restored.Prefix != about.Definition.Prefix)
        {
            lines.Add($"Its address was taken; it answers under /{restored.Prefix}/.");
        }

        if (restored.KeptAside is { } aside)
        {
            lines.Add($"What was there before is in {aside}" + (about.Provider == DatabaseProvider.Postgres ? ", and in the schema that its tenant.json names." : "."));
        }

        if (absent.Count > 0)
        {
            lines.Add($"Modules that it had and this host has not: {string.Join(", ", absent)}.");
        }

        if (restored.Manifest.MissingFiles.Count > 0)
        {
            lines.Add($"{restored.Manifest.MissingFiles.Count} files were missing when the backup was made.");
        }

        if (restored.Waits)
        {
            lines.AddRange(restored.Accounts.Select(Line).Prepend(Closed));
        }

        run.Result(
            new
            {
                tenant = restored.Tenant, prefix = restored.Prefix, takenAt = about.TakenAt.ToString(), tables = restored.Manifest.Tables.Count, rows = restored.Rows,
                keptAside = restored.KeptAside, absentModules = absent, missingFiles = restored.Manifest.MissingFiles,
                waits = Waits, closed = restored.Waits,
                accounts = restored.Accounts.Select(a => new { email = a.Email, name = a.Name, lastSignIn = a.LastSignIn?.ToString(), passkeys = a.Passkeys }),
            },
            lines);
    }

    private static string Line(RestoredAccount account) =>
        string.Create(CultureInfo.InvariantCulture, $"  {account.Email,-36} last signed in {account.LastSignIn?.ToString() ?? "never",-20}  {account.Passkeys} passkeys  {account.Name}");
}

/// <summary><c>drill</c>: restores to a blank place, looks, and throws it away.</summary>
internal sealed class DrillVerb(RunDrill drill, BackupFolder folder, TenantRegistry registry) : ICliVerb
{
    private readonly Argument<string> file = new("file") { Description = "A backup; without, the newest of each practice.", Arity = ArgumentArity.ZeroOrOne };
    private readonly RecoveryKeyOptions key = new();
    private readonly Option<string> connection = new("--connection-env") { Description = "Environment variable with a PostgreSQL connection string; the backup's without." };

    public string Path => "drill";
    public string Description => "Prove that backups can be restored: to a blank place, compared, opened, thrown away.";

    public void Describe(Command command)
    {
        command.Add(file);
        key.AddTo(command);
        command.Add(connection);
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var a = run.Arguments;
        var recovery = key.Read(a);
        if (recovery.Problem is { } noKey)
        {
            return run.Fail(noKey);
        }

        using var opened = recovery.Value;
        var files = a.GetValue(file) is { Length: > 0 } one
            ? [one]
            : registry.All.Select(t => t.Definition.Name).Order(StringComparer.Ordinal).Select(t => BackupFolder.List(folder.Standard, t)).Where(b => b.Count > 0).Select(b => b[0].Path).ToList();
        if (files.Count == 0)
        {
            return run.Fail(Problem.NotFound($"A backup in '{folder.Standard}'"));
        }

        var reports = new List<RunDrill.Report>();
        var code = ExitCodes.Ok;
        foreach (var next in files)
        {
            var result = await drill.ExecuteAsync(new RunDrill.Request(next, opened) { ConnectionVariable = a.GetValue(connection) ?? "", Progress = run.Progress }, ct);
            if (result.Problem is { } problem)
            {
                code = run.Fail(problem);
                continue;
            }

            reports.Add(result.Value);
            code = result.Value.Ok ? code : ExitCodes.External;
        }

        run.Result(new { drills = reports.Select(ToJson) }, reports.SelectMany(Lines));
        return code;
    }

    private static object ToJson(RunDrill.Report r) => new
    {
        ok = r.Ok, file = r.File, tenant = r.Tenant, takenAt = r.TakenAt.ToString(), ageHours = r.AgeHours, seconds = r.Seconds, tables = r.Tables, rows = r.Rows,
        proofs = r.Proofs.Select(p => new { name = p.Name, ok = p.Ok, detail = p.Detail }),
    };

    private static IEnumerable<string> Lines(RunDrill.Report r) => r.Proofs.Select(p => $"  {(p.Ok ? "ok" : "failed"),-8} {p.Name}: {p.Detail}")
        .Prepend(string.Create(CultureInfo.InvariantCulture, $"{System.IO.Path.GetFileName(r.File)}: {(r.Ok ? "can be restored" : "has failed")}, {r.Rows} rows, {r.AgeHours} h old, {r.Seconds} s"));
}
