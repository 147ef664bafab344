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

/// <summary>An account that is on in a restored practice.</summary>
/// <param name="LastSignIn">As far as the backup knows.</param>
/// <param name="Passkeys">How many open it; those that were taken back since the backup are among them.</param>
public sealed record RestoredAccount(string Email, string Name, Instant? LastSignIn, int Passkeys);

/// <summary>
/// Who can sign in to a restored practice. Whoever was switched off since the backup is on again, and only a person can tell who that is: the practice is
/// closed until somebody has looked.
/// </summary>
public interface IRestoredAccounts
{
    Task<IReadOnlyList<RestoredAccount>> ListAsync(CancellationToken ct);

    Task<Result> SwitchOffAsync(string email, CancellationToken ct);
}

/// <summary>A proof that a drill asks of the restored copy, such as that the audit verifies.</summary>
public interface IRestoreCheck
{
    /// <summary>A short noun for the report.</summary>
    string Name { get; }

    /// <summary>Null where all is well, else a sentence.</summary>
    Task<string?> CheckAsync(CancellationToken ct);
}
