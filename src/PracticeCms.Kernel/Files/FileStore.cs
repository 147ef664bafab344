using System.Security.Cryptography;
using PracticeCms.Files;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Files;

/// <summary>Files under <c>files/</c> of the tenant's folder; the row is what makes a file exist.</summary>
internal sealed class FileStore(KernelDb db, IUnitOfWork unitOfWork, TenantKeys keys, ITenantPaths paths, IClock clock) : IFileStore
{
    public async Task<StoredFile> SaveAsync(Stream content, CancellationToken ct = default)
    {
        var id = Ids.New();
        var key = RandomNumberGenerator.GetBytes(Aead.KeySize);
        var path = PathOf(id);
        var temporary = path + ".next";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var tenantKey = keys.Newest;
        try
        {
            var (length, sha256) = await SealedFileWriter.WriteAsync(content, temporary, id, key, ct);
            File.Move(temporary, path);
            await unitOfWork.RunAsync(
                async token =>
                {
                    db.Add(new FileRow
                    {
                        Id = id,
                        Length = length,
                        Sha256 = sha256,
                        WrappedKey = Convert.ToBase64String(Aead.Seal(tenantKey.Files, key, Bound(tenantKey, id))),
                        KeyVersion = tenantKey.Version,
                        CreatedAt = clock.GetCurrentInstant(),
                    });
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
            var tenantKey = keys.Find(row.KeyVersion) ?? throw new CryptographicException("The key of this file is gone.");
            return new SealedFileStream(PathOf(id), id, row.Length, Aead.Open(tenantKey.Files, Convert.FromBase64String(row.WrappedKey), Bound(tenantKey, id)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DamagedFileException($"The stored file {id} cannot be opened: {e.GetType().Name}.");
        }
    }

    public Task DeleteAsync(Guid id, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token =>
        {
            if (await db.Set<FileRow>().Where(f => f.Id == id).ExecuteDeleteAsync(token) > 0)
            {
                var path = PathOf(id);
                unitOfWork.AfterCommit(() =>
                {
                    File.Delete(path);
                    return Task.CompletedTask;
                });
            }
        },
        ct);

    private static byte[] Bound(OpenTenantKey key, Guid id) => Aead.Bind("file", key.Tenant, id.ToString("N"));

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
        services.AddScoped<IFileStore, FileStore>().AddFeatureService<DataMigration, FileMigrations>();
}
