using System.Security.Cryptography;
using PracticeCms.Kernel.Data;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Crypto;

/// <summary>Clients' keys, opened for this scope alone: an erasure holds for the next request of every node.</summary>
internal sealed class SubjectKeys(KernelDb db, TenantKeys keys, UnitOfWork unitOfWork, IClock clock)
{
    private readonly Dictionary<Guid, OpenSubjectKey> opened = [];

    /// <summary>Null where the client has none, or was erased.</summary>
    public async Task<OpenSubjectKey?> FindAsync(Guid subject, CancellationToken ct) =>
        opened.TryGetValue(subject, out var known) ? known : await ReadAsync(subject, ct) is { Wrapped: not null } row ? Open(row) : null;

    /// <summary>Makes the key where there is none.</summary>
    public async Task<OpenSubjectKey> NeedAsync(Guid subject, CancellationToken ct)
    {
        if (await FindAsync(subject, ct) is { } known)
        {
            return known;
        }

        await unitOfWork.RunAsync(token => AddAsync(subject, token), ct);
        return await FindAsync(subject, ct) ?? throw new ErasedClientException();
    }

    public async Task<bool> IsErasedAsync(Guid subject, CancellationToken ct) => await db.Set<SubjectKey>().AnyAsync(k => k.SubjectId == subject && k.ErasedAt != null, ct);

    private Task<SubjectKey?> ReadAsync(Guid subject, CancellationToken ct) => db.Set<SubjectKey>().AsNoTracking().FirstOrDefaultAsync(k => k.SubjectId == subject, ct);

    /// <summary>Whoever comes second takes the first one's.</summary>
    private Task<int> AddAsync(Guid subject, CancellationToken ct)
    {
        var by = keys.Newest;
        var wrapped = OpenSubjectKey.Wrap(by, subject, 1, RandomNumberGenerator.GetBytes(Aead.KeySize));
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO kernel_subject_key (subject_id, version, wrapped, wrapped_by, created_at) VALUES ({subject}, 1, {wrapped}, {by.Version}, {clock.GetCurrentInstant().ToDateTimeUtc()})
            ON CONFLICT (subject_id) DO NOTHING
            """,
            ct);
    }

    private OpenSubjectKey Open(SubjectKey row)
    {
        var by = keys.Find(row.WrappedBy) ?? throw new CryptographicException("The key of this client was wrapped by another practice.");
        var key = new OpenSubjectKey(by.Tenant, row.SubjectId, row.Version, OpenSubjectKey.Unwrap(by, row.SubjectId, row.Version, row.Wrapped!));

        // One that a running transaction has made may be rolled back; it is kept once it is there to stay.
        if (!unitOfWork.IsActive)
        {
            opened[row.SubjectId] = key;
        }
        else
        {
            unitOfWork.AfterCommit(() =>
            {
                opened[row.SubjectId] = key;
                return Task.CompletedTask;
            });
        }

        return key;
    }
}
