using System.Security.Cryptography;

namespace PracticeCms.Kernel.Backups;

/// <summary>Reads a backup to its end before anything of it is used. Whoever has the sealing half of the recovery key can make a file that opens.</summary>
internal static class BackupProof
{
    public static async Task<Problem?> CheckAsync(BackupReader reader, BackupSeal seal, BackupOrigin origin, CancellationToken ct)
    {
        var parts = new List<BackupPart>();
        byte[] manifest = [];
        byte[] code = [];
        while (reader.Next() is { } entry)
        {
            switch (entry.Name)
            {
                case BackupManifest.Part:
                    manifest = (await entry.ReadAsync(BackupManifest.Largest, ct)).Content;
                    break;
                case BackupOrigin.Part:
                    code = (await entry.ReadAsync(BackupOrigin.Size, ct)).Content;
                    break;
                default:
                    parts.Add(await entry.CopyToAsync(Stream.Null, ct));
                    break;
            }
        }

        if (!CryptographicOperations.FixedTimeEquals(origin.CodeOf(seal, manifest), code))
        {
            return Problem.Conflict(
                "backup-unproven", "Nothing proves that this installation has made the backup. Anybody who can write into its folder can put a file there. Where you know whose it is, such as one of an earlier version, restore it with --unproven.");
        }

        if (!parts.SequenceEqual(BackupManifest.Parse<BackupManifest>(manifest).Parts))
        {
            throw new InvalidDataException("Its parts are not those that it lists.");
        }

        return null;
    }
}
