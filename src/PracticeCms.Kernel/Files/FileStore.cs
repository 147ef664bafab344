using System.Security.Cryptography;
using PracticeCms.Files;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Files;

/// <summary>Files under <c>files/</c> of the tenant's folder; the row is what makes a file exist.</summary>
internal sealed class FileStore(KernelDb db, IUnitOfWork unitOfWork, FileKeys keys, ITenantPaths paths, IClock clock) : IFileStore
{
    public async Task<StoredFile> SaveAsync(Stream content, Guid? client = null, CancellationToken ct = default)
    {
        var id = Ids.New();
        var key = RandomNumberGenerator.GetBytes(Aead.KeySize);
        var path = PathOf(id);
        var temporary = path + ".next";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            var (length, sha256) = await SealedFileWriter.WriteAsync(content, temporary, id, key, ct);
            File.Move(temporary, path);
            await unitOfWork.RunAsync(
                async token =>
                {
                    var row = new FileRow { Id = id, Length = length, Sha256 = sha256, WrappedKey = "", SubjectId = client, CreatedAt = clock.GetCurrentInstant() };
                    await keys.WrapAsync(row, key, token);
                    db.Add(row);
                    await unitOfWork.FlushAsync(token);
                },
                ct);
            return new StoredFile(id, length, sha256);
        }
        catch
        {
            File.Delete(temporary);
            File.Delete(path);
            throw;
        }
    }

    public async Task<Stream?> OpenAsync(Guid id, CancellationToken ct = default)
    {
        if (await db.Set<FileRow>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == id, ct) is not { } row)
        {
            return null;
        }

        try
        {
            return new SealedFileStream(PathOf(id), id, row.Length, await keys.UnwrapAsync(row, ct));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DamagedFileException($"The stored file {id} cannot be opened: {e.GetType().Name}.");
        }
    }

    public Task<bool> MoveUnderAsync(Guid id, Guid client, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token =>
        {
            if (await db.Set<FileRow>().FirstOrDefaultAsync(f => f.Id == id && f.SubjectId == null, token) is not { } row)
            {
                return false;
            }

            var key = await keys.UnwrapAsync(row, token);
            row.SubjectId = client;
            await keys.WrapAsync(row, key, token);
            return true;
        },
        ct);

    public Task DeleteAsync(Guid id, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token =>
        {
            if (await db.Set<FileRow>().Where(f => f.Id == id).ExecuteDeleteAsync(token) > 0)
            {
                RemoveAfterCommit([id]);
            }
        },
        ct);

    /// <summary>All files of a client.</summary>
    public Task<int> DeleteOfAsync(Guid client, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            var ids = await db.Set<FileRow>().Where(f => f.SubjectId == client).Select(f => f.Id).ToListAsync(token);
            RemoveAfterCommit(ids);
            return await db.Set<FileRow>().Where(f => f.SubjectId == client).ExecuteDeleteAsync(token);
        },
        ct);

    private void RemoveAfterCommit(IReadOnlyCollection<Guid> ids) => unitOfWork.AfterCommit(() =>
    {
        foreach (var path in ids.Select(PathOf).Where(File.Exists))
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    });

    /// <summary>The last digits of the id are random, so folders fill evenly.</summary>
    private string PathOf(Guid id)
    {
        var name = id.ToString("N");
        return Path.Combine(paths.DataFolder, "files", name[^2..], name[^4..^2], name);
    }
}

internal static class FileServices
{
    public static IServiceCollection AddFiles(this IServiceCollection services) =>
        services.AddScoped<FileKeys>().AddScoped<FileStore>().AddScoped<IFileStore>(sp => sp.GetRequiredService<FileStore>()).AddFeatureService<DataMigration, FileMigrations>();
}
