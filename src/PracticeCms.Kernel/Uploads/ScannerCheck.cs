using PracticeCms.Files;
using PracticeCms.Kernel.Cli;

namespace PracticeCms.Kernel.Uploads;

/// <summary>What <c>doctor</c> says of the virus scanner.</summary>
internal sealed class ScannerCheck(IAttachmentScanner scanner)
{
    private const string Name = "virus scanner";

    public async Task<DoctorFinding> LookAsync(CancellationToken ct)
    {
        if (!scanner.IsConfigured)
        {
            return DoctorFinding.Warning(Name, "none is configured, so uploads are not scanned: set Practice:Scanner:Address to clamd's");
        }

        try
        {
            await scanner.ScanAsync(new MemoryStream("clean"u8.ToArray(), writable: false), ct);
            return DoctorFinding.Ok(Name, "answers");
        }
        catch (ScannerUnavailableException e)
        {
            return DoctorFinding.Failed(Name, $"{e.Message} Uploads are refused.");
        }
    }
}
