using System.Globalization;
using System.Security.Cryptography;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Files;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Crypto;

/// <summary>Rotates the practice's key: the new version is there with the commit, and keys are wrapped with it afterwards, piece by piece.</summary>
internal sealed class PracticeKeys(KernelDb db, TenantKeys keys, MasterKey master, IUnitOfWork unitOfWork, IOutbox outbox, IAuditTrail audit, IClock clock) : IPracticeKeys
{
    public async Task<PracticeKeyState> StateAsync(CancellationToken ct = default)
    {
        var newest = await db.Set<TenantKey>().AsNoTracking().Where(k => k.Purpose == TenantKeyUse.Data).OrderByDescending(k => k.Version).FirstAsync(ct);
        var clients = db.Set<SubjectKey>().Where(k => k.ErasedAt == null);
        return new PracticeKeyState(
            newest.Version,
            newest.CreatedAt,
            newest.MasterId,
            await clients.LongCountAsync(ct),
            await db.Set<SubjectKey>().LongCountAsync(k => k.ErasedAt != null, ct),
            await clients.LongCountAsync(k => k.WrappedBy < newest.Version, ct) + await db.Set<FileRow>().LongCountAsync(f => f.SubjectId == null && f.KeyVersion < newest.Version, ct));
    }

    public Task<int> RotateAsync(CancellationToken ct = default) => unitOfWork.RunAsync(
        async token =>
        {
            var last = await db.Set<TenantKey>().Where(k => k.Purpose == TenantKeyUse.Data).MaxAsync(k => k.Version, token);
            var id = Ids.New();
            var next = new TenantKey { Id = id, Version = last + 1, MasterId = master.Id, CreatedAt = clock.GetCurrentInstant(), Wrapped = "" };
            next.Wrapped = Convert.ToBase64String(master.Wrap(RandomNumberGenerator.GetBytes(Aead.KeySize), next.Use));
            db.Add(next);
            audit.Record("rotated", "Key", reason: string.Create(CultureInfo.InvariantCulture, $"version {next.Version}"));
            await outbox.EnqueueAsync(RewrapLater.OutboxKind, $"{RewrapLater.OutboxKind}:{next.Version}", new { }, ct: token);
            unitOfWork.AfterCommit(() =>
            {
                keys.Forget();
                return Task.CompletedTask;
            });
            return next.Version;
        },
        ct);
}

/// <summary>What a rotation owes; and, at night, what another process has still wrapped with the version before.</summary>
internal sealed class RewrapLater(RewrapKeys rewrap) : IOutboxHandler
{
    public const string OutboxKind = "rewrap-keys";

    public string Kind => OutboxKind;

    public Task HandleAsync(OutboxMessage message, CancellationToken ct) => rewrap.ExecuteAsync(null, ct);
}

[BackgroundTask(Schedule = "10 3 * * *", Description = "Wraps keys that an older version of the practice's key still wraps")]
internal sealed class RewrapAtNight(RewrapKeys rewrap) : IBackgroundTask
{
    public Task DoWorkAsync(CancellationToken ct) => rewrap.ExecuteAsync(null, ct);
}
