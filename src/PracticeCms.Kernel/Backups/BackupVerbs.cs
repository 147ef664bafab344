using System.CommandLine;
using System.Globalization;
using PracticeCms.Cli;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary><c>backup</c>: one practice, or all of them one after the other.</summary>
internal sealed class BackupVerb(MakeBackup backup, TenantRegistry registry) : ICliVerb
{
    private readonly Option<bool> all = new("--all") { Description = "Every practice of this host." };
    private readonly Option<string> to = new("--to") { Description = "Folder to write to; the configured one without." };

    public string Path => "backup";
    public string Description => "Write a practice into one sealed file while it is used, and read it back.";

    public void Describe(Command command)
    {
        command.Add(all);
        command.Add(to);
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var tenants = run.Arguments.GetValue(all)
            ? registry.All.Where(t => t.Definition.State is TenantState.Running or TenantState.Suspended).OrderBy(t => t.Definition.Name, StringComparer.Ordinal).ToList()
            : registry.Find(run.TenantName) is { } one ? [one] : [];
        if (tenants.Count == 0)
        {
            return run.Fail(Problem.NotFound($"The tenant '{run.TenantName}'"));
        }

        var made = new List<MakeBackup.Made>();
        var code = ExitCodes.Ok;
        foreach (var tenant in tenants)
        {
            var result = await backup.ExecuteAsync(new MakeBackup.Request(tenant) { To = run.Arguments.GetValue(to) ?? "", Progress = run.Progress }, ct);
            if (result.Problem is { } problem)
            {
                code = run.Fail(problem);
            }
            else
            {
                made.Add(result.Value);
            }
        }

        run.Result(new { backups = made }, made.Select(Line));
        return code;
    }

    private static string Line(MakeBackup.Made made)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{made.File}: {made.Bytes / 1e6m:0.0} MB, {made.Rows} rows of {made.Tables} tables, {made.Files} files, read back, {made.Seconds} s.");
        return made.MissingFiles.Count > 0 ? $"{line} {made.MissingFiles.Count} files that the database names are not there." : line;
    }
}

/// <summary><c>backup key</c>: makes the pair that backups are sealed to, and shows the half that opens them, once.</summary>
internal sealed class BackupKeyVerb(BackupFolder folder) : ICliVerb
{
    private readonly Option<bool> replace = new("--replace") { Description = "Make a new one; older backups still need the old one." };
    private readonly Option<string> output = new("--out") { Description = "File to write the recovery key to instead of showing it." };

    public string Path => "backup key";
    public string Description => "Make the recovery key, which alone opens backups. It is shown once and not kept here.";

    public void Describe(Command command)
    {
        command.Add(replace);
        command.Add(output);
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        if (folder.Key is { } known && !run.Arguments.GetValue(replace))
        {
            return run.Fail(Problem.Conflict("recovery-key-exists", $"There is a recovery key already: {known.Id}. With --replace a new one is made; older backups still need the old one."));
        }

        using var key = RecoveryKey.Create();
        if (run.Arguments.GetValue(output) is { Length: > 0 } file)
        {
            await WriteAsync(file, key.Text, ct);
            folder.SaveKey(key);
            run.Result(new { id = key.Public.Id, file }, $"The recovery key {key.Public.Id} is in {file}. Take it away from this machine: without it no backup can be opened.");
            return ExitCodes.Ok;
        }

        folder.SaveKey(key);
        run.Result(
            new { id = key.Public.Id, recoveryKey = key.Text },
            key.Text,
            "",
            $"This is the recovery key {key.Public.Id}. It is shown this once. Keep it in two places away from this machine: without it no backup can be opened.");
        return ExitCodes.Ok;
    }

    private static async Task WriteAsync(string file, string text, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var stream = new FileStream(file, options);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text + "\n"), ct);
    }
}
