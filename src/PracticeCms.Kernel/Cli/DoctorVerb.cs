using PracticeCms.Cli;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Uploads;
using System.CommandLine;

namespace PracticeCms.Kernel.Cli;

/// <summary>One thing that was looked at. A warning is no failure.</summary>
internal sealed record DoctorFinding(string Check, string State, string Detail)
{
    public static DoctorFinding Ok(string check, string detail) => new(check, "ok", detail);

    public static DoctorFinding Warning(string check, string detail) => new(check, "warning", detail);

    public static DoctorFinding Failed(string check, string detail) => new(check, "failed", detail);
}

/// <summary><c>doctor</c>: what this machine and each practice lack.</summary>
internal sealed class DoctorVerb(DataFolder data, TenantRegistry registry, TenantScopes scopes, ModuleCatalog catalog, PdfBrowser pdf, BackupCheck backups, ScannerCheck scanner) : ICliVerb
{
    public string Path => "doctor";
    public string Description => "Check the data folder, the databases, the modules and the browser.";

    public void Describe(Command command)
    {
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        List<DoctorFinding> findings = [Folder(), Disk(), Encryption(), Browser(), await scanner.LookAsync(ct), .. Modules()];
        foreach (var shell in registry.All.OrderBy(t => t.Definition.Name, StringComparer.Ordinal))
        {
            findings.Add(await TenantAsync(shell));
            findings.Add(backups.Of(shell.Definition.Name));
        }

        if (registry.All.Count == 0)
        {
            findings.Add(DoctorFinding.Warning("practices", "There is no practice yet: run setup, or open the setup page."));
        }

        run.Result(new { findings }, findings.Select(f => $"{f.State,-8} {f.Check}: {f.Detail}"));
        return findings.Any(f => f.State == "failed") ? ExitCodes.External : ExitCodes.Ok;
    }

    private DoctorFinding Folder()
    {
        var probe = System.IO.Path.Combine(data.Path, $".doctor-{Ids.New():N}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return DoctorFinding.Ok("data folder", data.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DoctorFinding.Failed("data folder", $"{data.Path} cannot be written: {e.Message}");
        }
    }

    private DoctorFinding Disk()
    {
        var free = new DriveInfo(data.Path).AvailableFreeSpace / 1_000_000;
        return free < 1_000 ? DoctorFinding.Warning("free space", $"{free} MB left") : DoctorFinding.Ok("free space", $"{free / 1_000} GB left");
    }

    // SQLite files are not encrypted by themselves; fields that matter are. The rest is the volume's business.
    private DoctorFinding Encryption()
    {
        var root = System.IO.Path.GetFullPath(data.Path);
        var mapped = File.Exists("/proc/mounts") && File.ReadLines("/proc/mounts").Select(l => l.Split(' '))
            .Where(m => m.Length > 1 && root.StartsWith(m[1], StringComparison.Ordinal)).MaxBy(m => m[1].Length)?[0].StartsWith("/dev/mapper/", StringComparison.Ordinal) == true;
        return mapped
            ? DoctorFinding.Ok("volume encryption", "the data folder is on a mapped device; check that it is encrypted")
            : DoctorFinding.Warning("volume encryption", "the data folder does not seem to be on an encrypted volume; names and addresses are stored in clear");
    }

    private DoctorFinding Browser() => pdf.IsAvailable
        ? DoctorFinding.Ok("browser for PDF", "found")
        : DoctorFinding.Warning("browser for PDF", "none found; the print view is offered instead");

    private IEnumerable<DoctorFinding> Modules() => catalog.Refused.Select(r => DoctorFinding.Failed($"module {r.Id}", r.Why))
        .DefaultIfEmpty(DoctorFinding.Ok("modules", $"{catalog.Modules.Count} loaded"));

    private async Task<DoctorFinding> TenantAsync(TenantShell shell)
    {
        var tenant = shell.Definition;
        var check = $"practice {tenant.Name}";
        if (tenant.State != TenantState.Running)
        {
            return DoctorFinding.Warning(check, $"is {tenant.State}");
        }

        try
        {
            await scopes.RunAsync(tenant.Name, async s =>
            {
                await using var command = (await s.GetRequiredService<ITenantConnection>().OpenAsync()).CreateCommand();
                command.CommandText = "SELECT COUNT(*) FROM kernel_setting";
                return await command.ExecuteScalarAsync();
            });
            return DoctorFinding.Ok(check, $"{tenant.Database}, answers");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return DoctorFinding.Failed(check, e.GetBaseException().Message);
        }
    }
}
