using System.CommandLine;
using PracticeCms.Cli;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary><c>audit verify</c>: exit code 0 where the log is what was signed, 2 where it is not.</summary>
internal sealed class VerifyAuditVerb(TenantRegistry registry, ReadAuditCopy read, AuditKeys keys) : ICliVerb
{
    private readonly Option<FileInfo?> file = new("--file") { Description = "An export, instead of the practice's database." };
    private readonly Option<FileInfo[]> trusted = new("--public-key") { Description = "A public key in PEM to believe, instead of those under keys/audit." };

    public string Path => "audit verify";
    public string Description => "Prove that no event of the audit was changed, removed or added afterwards.";

    public void Describe(Command command)
    {
        command.Add(file);
        command.Add(trusted);
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var believed = run.Arguments.GetValue(trusted) is { Length: > 0 } files ? files.Select(f => File.ReadAllText(f.FullName)).ToList() : keys.Published();
        if (!believed.All(AuditKeys.IsKey))
        {
            return run.Fail(Problem.Invalid("--public-key", "The file must hold the public key of an ECDSA pair in PEM."));
        }

        var verify = new VerifyAudit(believed);
        var progress = new Progress<long>(count => run.Progress($"{count} events"));
        AuditVerdict verdict;
        if (run.Arguments.GetValue(file) is { } export)
        {
            if (!export.Exists || await AuditExportFile.ReadAsync(export.FullName, ct) is not { } copy)
            {
                return run.Fail(Problem.Invalid("--file", $"{export.FullName} is not an export of an audit."));
            }

            verdict = await verify.ExecuteAsync(copy, progress, ct);
        }
        else if (registry.Find(run.TenantName) is { } shell)
        {
            verdict = await read.ExecuteAsync(shell, copy => verify.ExecuteAsync(copy, progress, ct), ct);
        }
        else
        {
            return run.Fail(Problem.NotFound($"The tenant '{run.TenantName}'"));
        }

        run.Result(
            new { intact = verdict.IsIntact, firstBad = verdict.FirstBad, events = verdict.Size, provenTo = verdict.ProvenTo, provenAt = verdict.ProvenAt?.ToString(), waiting = verdict.Waiting, log = verdict.Log, faults = verdict.Faults },
            Sentences(verdict));
        return verdict.IsIntact ? ExitCodes.Ok : ExitCodes.Validation;
    }

    private static IEnumerable<string> Sentences(AuditVerdict verdict)
    {
        yield return verdict.IsIntact
            ? $"Intact: {verdict.Size} events; signed up to {verdict.ProvenTo}{(verdict.ProvenAt is { } at ? $" at {at}" : "")}. {verdict.Size - verdict.ProvenTo} wait for their checkpoint, {verdict.Waiting} for their place."
            : $"NOT INTACT: {verdict.Size} events, proven up to {verdict.ProvenTo}, first bad sequence {verdict.FirstBad?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}.";
        foreach (var fault in verdict.Faults)
        {
            yield return fault.Sequence is { } sequence ? $"  event {sequence} {fault.What}" : $"  {fault.What}";
        }
    }
}

/// <summary><c>audit proof</c>: what a stranger needs to believe that one event is in the log, or that the log only grew.</summary>
internal sealed class ProveAuditVerb(TenantRegistry registry, AuditProofs proofs) : ICliVerb
{
    private readonly Option<Guid?> eventId = new("--event") { Description = "The event's id." };
    private readonly Option<long?> sequence = new("--sequence") { Description = "The event's place." };
    private readonly Option<long?> from = new("--from") { Description = "Size of the earlier checkpoint." };
    private readonly Option<long?> to = new("--to") { Description = "Size of the later checkpoint." };

    public string Path => "audit proof";
    public string Description => "Print the proof that an event is in the audit, or that a later checkpoint continues an earlier one.";

    public void Describe(Command command)
    {
        command.Add(eventId);
        command.Add(sequence);
        command.Add(from);
        command.Add(to);
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        if (registry.Find(run.TenantName) is not { } shell)
        {
            return run.Fail(Problem.NotFound($"The tenant '{run.TenantName}'"));
        }

        if (run.Arguments.GetValue(from) is { } first && run.Arguments.GetValue(to) is { } second)
        {
            var growth = await proofs.ContinueAsync(shell, first, second, ct);
            return growth.Problem is { } refused ? run.Fail(refused) : Show(run, growth.Value, $"{first} to {second}", growth.Value.Path, growth.Value.ToNote);
        }

        if (run.Arguments.GetValue(eventId) is null && run.Arguments.GetValue(sequence) is null)
        {
            return run.Fail(Problem.Invalid("--sequence", "Name an event by --event or --sequence, or two checkpoints by --from and --to."));
        }

        var inclusion = await proofs.IncludeAsync(shell, run.Arguments.GetValue(eventId), run.Arguments.GetValue(sequence), ct);
        return inclusion.Problem is { } problem ? run.Fail(problem) : Show(run, inclusion.Value, $"Event {inclusion.Value.Sequence} of {inclusion.Value.Size}", inclusion.Value.Path, inclusion.Value.Note);
    }

    private static int Show(ICliRun run, object json, string title, IReadOnlyList<byte[]> path, string note)
    {
        run.Result(json, [title, .. path.Select(Convert.ToBase64String), "", .. note.Split('\n')]);
        return ExitCodes.Ok;
    }
}

/// <summary><c>audit export</c>: the whole log in a file. Exporting is an event itself.</summary>
internal sealed class ExportAuditVerb(TenantRegistry registry, ReadAuditCopy read, AuditKeys keys) : ICliVerb
{
    private readonly Option<string> output = new("--out") { Description = "The file to write; it must not exist.", Required = true };

    public string Path => "audit export";
    public string Description => "Write the whole audit to a file that can be verified anywhere.";

    public void Describe(Command command) => command.Add(output);

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(async services =>
    {
        var path = System.IO.Path.GetFullPath(run.Arguments.GetRequiredValue(output));
        if (File.Exists(path))
        {
            return run.Fail(Problem.Conflict("exists", $"{path} exists already."));
        }

        await services.GetRequiredService<IAuditTrail>().RecordNowAsync("exported", "AuditLog", ct: ct);
        var shell = registry.Find(run.TenantName)!;
        await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var count = await read.ExecuteAsync(shell, copy => AuditExportFile.WriteAsync(stream, shell.Definition.Name, copy, keys.Published(), ct), ct);
        run.Result(new { file = path, events = count }, $"{count} events in {path}");
        return ExitCodes.Ok;
    });
}
