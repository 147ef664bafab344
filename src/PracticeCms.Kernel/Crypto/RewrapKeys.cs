using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Files;

namespace PracticeCms.Kernel.Crypto;

/// <summary>
/// Wraps the keys of clients and files with the newest version of the practice's key, in pieces that commit on their own. The keys themselves stay, so
/// no text is sealed anew, and whoever reads meanwhile finds either version.
/// </summary>
internal sealed class RewrapKeys(KernelDb db, TenantKeys keys, FileKeys fileKeys, UnitOfWork unitOfWork, ITenantConnection connection)
{
    private const int Piece = 2000;
    private const int FilesPerPiece = 500;
    private const int RowsPerStatement = 250;

    public async Task<long> ExecuteAsync(Action<long>? progress, CancellationToken ct)
    {
        keys.Forget();
        var newest = keys.Newest;
        var total = 0L;
        foreach (var step in (Func<OpenTenantKey, CancellationToken, Task<int>>[])[SubjectsAsync, FilesAsync])
        {
            while (await unitOfWork.RunAsync(token => step(newest, token), ct) is > 0 and var done)
            {
                progress?.Invoke(total += done);
                db.ChangeTracker.Clear();
            }
        }

        return total;
    }

    private async Task<int> SubjectsAsync(OpenTenantKey newest, CancellationToken ct)
    {
        var rows = await db.Set<SubjectKey>().AsNoTracking().Where(k => k.WrappedBy < newest.Version && k.ErasedAt == null)
            .OrderBy(k => k.WrappedBy).ThenBy(k => k.SubjectId).Take(Piece).ToListAsync(ct);
        foreach (var some in rows.Chunk(RowsPerStatement))
        {
            await UpdateAsync(some.Select(r => (r.SubjectId, Wrap(r, newest))).ToList(), newest.Version, ct);
        }

        return rows.Count;
    }

    private string Wrap(SubjectKey row, OpenTenantKey newest)
    {
        var by = keys.Find(row.WrappedBy) ?? throw new CryptographicException("A client's key was wrapped by another practice.");
        return OpenSubjectKey.Wrap(newest, row.SubjectId, row.Version, OpenSubjectKey.Unwrap(by, row.SubjectId, row.Version, row.Wrapped!));
    }

    /// <summary>An erasure that came in between wins.</summary>
    private async Task UpdateAsync(IReadOnlyList<(Guid Subject, string Wrapped)> rows, int version, CancellationToken ct)
    {
        await using var command = (await connection.OpenAsync(ct)).CreateCommand();
        command.Transaction = connection.Transaction;
        var values = string.Join(", ", rows.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"(@s{i}, @w{i})")));
        command.CommandText = $"""
            WITH n (subject, wrapped) AS (VALUES {values})
            UPDATE kernel_subject_key SET wrapped = n.wrapped, wrapped_by = @v FROM n WHERE subject_id = n.subject AND wrapped_by < @v AND erased_at IS NULL
            """;
        Add("v", DbType.Int32, version);
        for (var i = 0; i < rows.Count; i++)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"s{i}"), DbType.Guid, rows[i].Subject);
            Add(string.Create(CultureInfo.InvariantCulture, $"w{i}"), DbType.String, rows[i].Wrapped);
        }

        await command.ExecuteNonQueryAsync(ct);

        void Add(string name, DbType type, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value);
            command.Parameters.Add(parameter);
        }
    }

    private async Task<int> FilesAsync(OpenTenantKey newest, CancellationToken ct)
    {
        var rows = await db.Set<FileRow>().Where(f => f.SubjectId == null && f.KeyVersion < newest.Version).OrderBy(f => f.Id).Take(FilesPerPiece).AsNoTracking().ToListAsync(ct);
        foreach (var row in rows)
        {
            // One that is given to a client meanwhile is wrapped by the client's key, and stays so.
            var before = row.WrappedKey;
            await fileKeys.WrapAsync(row, await fileKeys.UnwrapAsync(row, ct), ct);
            await db.Set<FileRow>().Where(f => f.Id == row.Id && f.SubjectId == null && f.WrappedKey == before)
                .ExecuteUpdateAsync(s => s.SetProperty(f => f.WrappedKey, row.WrappedKey).SetProperty(f => f.KeyVersion, row.KeyVersion), ct);
        }

        return rows.Count;
    }
}
