namespace PracticeCms.Backups;

/// <summary>What was restored: the practice as it was at <paramref name="TakenAt"/>.</summary>
/// <param name="IsDrill">A copy that is looked at and thrown away.</param>
public sealed record RestoredBackup(Instant TakenAt, string ProductVersion, bool IsDrill);

/// <summary>
/// Brings a restored practice to what must hold today, such as repeating erasures that came after the backup. Runs in the restored
/// tenant after its tables were migrated and before the restore counts as done; throwing takes the restore back. Opens its own unit
/// of work; may run more than once.
/// </summary>
public interface IAfterRestore
{
    Task RestoredAsync(RestoredBackup backup, CancellationToken ct);
}

/// <summary>A proof that a drill asks of the restored copy, such as that the audit verifies.</summary>
public interface IRestoreCheck
{
    /// <summary>A short noun for the report.</summary>
    string Name { get; }

    /// <summary>Null where all is well, else a sentence.</summary>
    Task<string?> CheckAsync(CancellationToken ct);
}
