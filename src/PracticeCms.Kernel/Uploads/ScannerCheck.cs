using PracticeCms.Files;
using PracticeCms.Health;

namespace PracticeCms.Kernel.Uploads;

/// <summary>Whether uploads are looked at by a virus scanner.</summary>
internal sealed class ScannerCheck(IAttachmentScanner scanner, ScannerAddress address)
{
    private const string Name = "virus scanner";

    public async Task<HealthFinding> LookAsync(CancellationToken ct)
    {
        if (!scanner.IsConfigured)
        {
            return HealthFinding.Warning(Name, "none is configured, so uploads are not scanned", "Set Practice:Scanner:Address to clamd's.");
        }

        try
        {
            await scanner.ScanAsync(new MemoryStream("clean"u8.ToArray(), writable: false), ct);
            return address.LeavesTheMachine
                ? HealthFinding.Warning(Name, "answers, and files go to it over a network in clear", "Run clamd on this machine, by its Unix socket; it knows no encryption.")
                : HealthFinding.Ok(Name, "answers");
        }
        catch (ScannerUnavailableException e)
        {
            return HealthFinding.Failed(Name, $"{e.Message} Uploads are refused.", "Start clamd, or correct Practice:Scanner:Address.");
        }
    }
}
