using PracticeCms.Backups;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Erasures;

/// <summary>
/// Brings database and ledger together: what the one has erased goes into the other, and whom the ledger names and the database still knows is erased
/// again. After an erasure, at each start, and at each restore.
/// </summary>
internal sealed class KeepErasures(KernelDb db, TenantKeys keys, TenantScope tenant, TenantConnection connection, ErasureLedger ledger, ForgetClient forget, IAuditTrail audit, IUnitOfWork unitOfWork, IClock clock)
{
    private const int FoldTries = 20;
    private static readonly TimeSpan FoldPause = TimeSpan.FromMilliseconds(100);

    private string Practice => keys.Newest.Tenant;

    /// <returns>How many had to be erased again.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var name = tenant.Shell.Definition.Name;
        await MendAsync(name, ct);
        var erased = await db.Set<SubjectKey>().AsNoTracking().Where(k => k.ErasedAt != null).Select(k => new { k.SubjectId, k.ErasedAt }).ToListAsync(ct);
        var known = erased.Select(e => e.SubjectId).ToHashSet();
        var again = ledger.Read(name, Practice).Where(c => !known.Contains(c)).ToList();
        foreach (var client in again)
        {
            await unitOfWork.RunAsync(
                async token =>
                {
                    await forget.ExecuteAsync(client, clock.GetCurrentInstant(), token);
                    audit.Record("erased", "Client", client, client, "again: the database was older than the erasure");
                },
                ct);
        }

        if (erased.Count > 0)
        {
            ledger.Add(name, Practice, erased.Select(e => (e.SubjectId, e.ErasedAt!.Value)));
        }

        if (erased.Count + again.Count > 0)
        {
            await FoldLogAsync(ct);
        }

        return again.Count;
    }

    private async Task MendAsync(string name, CancellationToken ct)
    {
        if (ledger.Lost(name, Practice) is not { Count: > 0 } lost)
        {
            return;
        }

        ledger.Add(name, Practice, lost);
        await unitOfWork.RunAsync(
            _ =>
            {
                audit.Record("mended", "ErasureLedger", reason: $"{lost.Count} erasures that it had lost were taken from its copies");
                return Task.CompletedTask;
            },
            ct);
    }

    public void Adopt() => ledger.Adopt(tenant.Shell.Definition.Name, Practice);

    /// <summary>
    /// SQLite's log still has the pages as they were before; folded in and cut, they are gone. It keeps everybody from writing while it waits for those who read an older state, such as a
    /// backup: so it does not wait, but tries again for a moment. Where they read longer, the next one does it.
    /// </summary>
    private async Task FoldLogAsync(CancellationToken ct)
    {
        if (connection.Provider != DatabaseProvider.Sqlite)
        {
            return;
        }

        await using var command = (await connection.OpenAsync(ct)).CreateCommand();
        for (var tries = 0; tries < FoldTries && !await IsFoldedAsync(command, ct); tries++)
        {
            await Task.Delay(FoldPause, ct);
        }
    }

    private static async Task<bool> IsFoldedAsync(System.Data.Common.DbCommand command, CancellationToken ct)
    {
        command.CommandText = "PRAGMA busy_timeout=0";
        await command.ExecuteNonQueryAsync(ct);
        try
        {
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            return Convert.ToInt64(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture) == 0;
        }
        finally
        {
            command.CommandText = "PRAGMA busy_timeout=15000";
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}

/// <summary>A restored practice forgets whom it had forgotten. A ledger that was changed takes the restore back.</summary>
internal sealed class ReplayErasures(KeepErasures keep) : IAfterRestore
{
    public Task RestoredAsync(RestoredBackup backup, CancellationToken ct)
    {
        keep.Adopt();
        return keep.ExecuteAsync(ct);
    }
}
