using PracticeCms.Health;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Uploads;
using PracticeCms.Kernel.Web;

namespace PracticeCms.Kernel.Health;

/// <summary>What the machine and the installation lack.</summary>
internal sealed class HostHealth(DataFolder data, ModuleCatalog catalog, PdfBrowser pdf, ScannerCheck scanner, BackupFolder backups, Lazy<MasterKey> master, TrustedProxies proxies)
{
    private const string ProcMounts = "/proc/self/mountinfo";

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken ct) =>
        [Folder(), Disk(), Volume(), Keys(), RecoveryKey(), Clock(), Browser(), Proxies(), await scanner.LookAsync(ct), .. Modules()];

    private HealthFinding Folder()
    {
        var probe = Path.Combine(data.Path, $".doctor-{Ids.New():N}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(data.Path) & (UnixFileMode.OtherRead | UnixFileMode.OtherExecute)) != 0
                ? HealthFinding.Warning("data folder", $"{data.Path} can be read by everybody on this machine", $"chmod o-rwx {data.Path}")
                : HealthFinding.Ok("data folder", data.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return HealthFinding.Failed("data folder", $"{data.Path} cannot be written: {e.Message}", "Give the account that runs the host this folder to write.");
        }
    }

    private HealthFinding Disk()
    {
        var free = new DriveInfo(data.Path).AvailableFreeSpace / 1_000_000;
        return free < 1_000 ? HealthFinding.Warning("free space", $"{free} MB left", "Make room, or move backups elsewhere.") : HealthFinding.Ok("free space", $"{free / 1_000} GB left");
    }

    // Identifying text is in clear in the database; the rest is the volume's business.
    private HealthFinding Volume() => (File.Exists(ProcMounts) ? VolumeEncryption.IsEncrypted(data.Path, "/sys", File.ReadLines(ProcMounts)) : null) switch
    {
        true => HealthFinding.Ok("volume encryption", "the data folder is on an encrypted volume"),
        false => HealthFinding.Warning("volume encryption", "the data folder is on a volume that is not encrypted", "Move it to an encrypted volume (LUKS): names and addresses are stored in clear."),
        null => HealthFinding.Warning("volume encryption", "cannot be seen from here", "Make sure that the volume below the data folder is encrypted."),
    };

    private HealthFinding Keys()
    {
        var file = Path.Combine(data.Path, "keys", "master.key");
        if (!File.Exists(file))
        {
            return HealthFinding.Ok("master key", $"{master.Value.Id}, from the environment");
        }

        var others = OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        return others == 0
            ? HealthFinding.Ok("master key", $"{master.Value.Id}, in a file of its owner alone")
            : HealthFinding.Failed("master key", $"{file} can be read by others on this machine", $"chmod 600 {file}");
    }

    private HealthFinding RecoveryKey() => backups.Key is not null
        ? HealthFinding.Ok("recovery key", "backups are sealed for it")
        : HealthFinding.Warning("recovery key", "there is none, so no backup is made", "Run 'backup key' and keep what it shows away from this machine.");

    /// <summary>Codes of authenticator apps, sessions and timers follow the clock.</summary>
    private static HealthFinding Clock()
    {
        string[] signs = ["/run/systemd/timesync/synchronized", "/run/chrony", "/var/lib/ntp/drift", "/var/lib/ntpsec/ntp.drift"];
        return !OperatingSystem.IsLinux() || signs.Any(s => File.Exists(s) || Directory.Exists(s))
            ? HealthFinding.Ok("clock", "is kept by a time service")
            : HealthFinding.Warning("clock", "no time service was found", "Run chrony or systemd-timesyncd here, or make sure that the host below keeps the time.");
    }

    private HealthFinding Browser() => pdf.IsAvailable
        ? HealthFinding.Ok("browser for PDF", "found")
        : HealthFinding.Warning("browser for PDF", "none found; the print view is offered instead", "Install Chromium.");

    private HealthFinding Proxies() => proxies.BelievesAnybody
        ? HealthFinding.Warning("reverse proxy", "anybody who reaches this host may say whose address they have", "Name your proxies in Practice:Proxies instead of switching forwarded headers on for all.")
        : proxies.Networks.Count > 0 ? HealthFinding.Ok("reverse proxy", $"believed: {string.Join(", ", proxies.Networks)}")
        : HealthFinding.Ok("reverse proxy", "none is believed; if there is one, name it in Practice:Proxies");

    private IEnumerable<HealthFinding> Modules() => catalog.Refused.Select(r => HealthFinding.Failed($"module {r.Id}", r.Why, "Remove it with 'module remove', or add one that fits."))
        .DefaultIfEmpty(HealthFinding.Ok("modules", $"{catalog.Modules.Count} loaded"));
}
