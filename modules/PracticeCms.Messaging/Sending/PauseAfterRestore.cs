using PracticeCms.Backups;

namespace PracticeCms.Messaging.Sending;

/// <summary>
/// A restored practice goes on from an earlier moment and would send again what has gone out since: nothing leaves it until a person has looked.
/// A pause that was there keeps its reason.
/// </summary>
internal sealed class PauseAfterRestore(PauseOutbound pause) : IAfterRestore
{
    public Task RestoredAsync(RestoredBackup backup, CancellationToken ct) =>
        pause.PauseAsync(new PauseOutbound.Request { Reason = $"Restored from the backup of {backup.TakenAt}. What has gone out since would go out again." }, ct);
}
