using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Erasures;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>The keys that come with a backup. What the installation has stays; what it lacks is added, readable by its owner alone.</summary>
internal sealed class RestoreKeys(DataFolder data, ErasureLedger erasures)
{
    /// <summary>Null where the practice's keys can be opened here; asked before anything is written.</summary>
    /// <param name="fromEnvironment">The master key that the environment holds, if any.</param>
    public Problem? Check(BackupAbout about, string? fromEnvironment)
    {
        var note = Path.Combine(data.Path, "keys", "master.id");
        string?[] here = [File.Exists(note) ? File.ReadAllText(note).Trim() : null, fromEnvironment is { Length: > 0 } ? IdOf(fromEnvironment) : null];
        return here.FirstOrDefault(id => id is not null && id != about.MasterKeyId) is { } other
            ? Problem.Conflict(
                "other-master-key", $"The backup belongs to the master key {about.MasterKeyId}; this installation has {other}. Restore into an empty data folder, and without {MasterKey.Variable}.")
            : null;
    }

    /// <summary>Null where the ledgers beside the backup and here know at least whom its own ones name: one that is shorter has lost its end, and with it who was erased since.</summary>
    public Problem? Missing(RestoreStage stage, string backup)
    {
        foreach (var own in ErasureLedger.FilesIn(stage.Erasures))
        {
            string[] others = [Path.Combine(FolderOf(backup), Path.GetFileName(own)), Path.Combine(data.Path, "erasures", Path.GetFileName(own))];
            if (ErasureLedger.NamedIn(own).Except(others.SelectMany(ErasureLedger.NamedIn)).Count() is var missing and > 0)
            {
                return Problem.Conflict(
                    "short-ledger", $"The list of erasures {others[0]} lacks {missing} entries that the backup has, so that it may lack later ones too, and who was erased since would come back. Put the whole list there, or restore with --short-ledger.");
            }
        }

        return null;
    }

    /// <summary>Erasures are added from the backup and from the ledgers beside it, which know of those that came after it.</summary>
    public void Add(RestoreStage stage, string? fromEnvironment, string backup)
    {
        if (fromEnvironment is { Length: > 0 })
        {
            File.Delete(stage.PathOf(BackupContents.MasterKeyPart));
        }

        // Earlier versions have put them into their backups.
        if (Directory.Exists(Path.Combine(stage.Keys, BackupContents.ProtectionFolder)))
        {
            Directory.Delete(Path.Combine(stage.Keys, BackupContents.ProtectionFolder), recursive: true);
        }

        RestoreStage.AddMissing(stage.Keys, Path.Combine(data.Path, "keys"));
        RestoreStage.AddMissing(stage.Audit, Path.Combine(data.Path, "audit"));
        foreach (var ledger in ErasureLedger.FilesIn(stage.Erasures).Concat(ErasureLedger.FilesIn(FolderOf(backup))))
        {
            erasures.Merge(ledger);
        }
    }

    private static string FolderOf(string backup) => Path.GetDirectoryName(Path.GetFullPath(backup))!;

    private static string IdOf(string text)
    {
        try
        {
            return new MasterKey(Convert.FromBase64String(text.Trim())).Id;
        }
        catch (Exception e) when (e is FormatException or MasterKeyException)
        {
            return "one that is no key";
        }
    }
}
