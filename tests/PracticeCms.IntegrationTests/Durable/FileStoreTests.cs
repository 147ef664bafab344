using System.Security.Cryptography;
using PracticeCms.Files;

namespace PracticeCms.IntegrationTests.Durable;

public sealed class FileStoreTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_file_comes_back_as_it_was_and_is_not_readable_on_disk(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database, features: "PracticeCms.Kernel");
        foreach (var length in new[] { 0, 1, 65_535, 65_536, 65_537, 200_000 })
        {
            var content = RandomNumberGenerator.GetBytes(length);
            var stored = await host.InAsync("Default", s => s.GetRequiredService<IFileStore>().SaveAsync(new MemoryStream(content)));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), stored.Sha256);
            Assert.Equal(content, await ReadAsync(host, stored.Id));
        }
    }

    [Fact]
    public async Task Damage_on_disk_is_found()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite, features: "PracticeCms.Kernel");
        var stored = await host.InAsync("Default", s => s.GetRequiredService<IFileStore>().SaveAsync(new MemoryStream(new byte[150_000])));
        var path = Directory.GetFiles(Path.Combine(host.DataFolder, "Tenants", "Default", "files"), "*", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[100_000] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        await Assert.ThrowsAsync<DamagedFileException>(() => ReadAsync(host, stored.Id));
        await File.WriteAllBytesAsync(path, bytes[..^1]);
        await Assert.ThrowsAsync<DamagedFileException>(() => ReadAsync(host, stored.Id));
        File.Delete(path);
        await Assert.ThrowsAsync<DamagedFileException>(() => ReadAsync(host, stored.Id));
    }

    [Fact]
    public async Task A_field_sealed_in_one_practice_is_noise_in_another()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite, "A", "a", "PracticeCms.Kernel");
        await host.CreateBareAsync(DatabaseProvider.Sqlite, "B", "b", "PracticeCms.Kernel");
        var id = Ids.New();
        var sealedText = await host.InAsync("A", s => Task.FromResult(s.GetRequiredService<IFieldCipher>().Encrypt("secret", "Note", id, "Body")));

        Assert.StartsWith("v1.", sealedText, StringComparison.Ordinal);
        Assert.Equal("secret", await host.InAsync("A", s => Task.FromResult(s.GetRequiredService<IFieldCipher>().Decrypt(sealedText, "Note", id, "Body"))));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => host.InAsync("B", s => Task.FromResult(s.GetRequiredService<IFieldCipher>().Decrypt(sealedText, "Note", id, "Body"))));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => host.InAsync("A", s => Task.FromResult(s.GetRequiredService<IFieldCipher>().Decrypt(sealedText, "Note", Ids.New(), "Body"))));
    }

    private static Task<byte[]> ReadAsync(TestHost host, Guid id) => host.InAsync("Default", async s =>
    {
        await using var stream = await s.GetRequiredService<IFileStore>().OpenAsync(id);
        using var copy = new MemoryStream();
        await stream!.CopyToAsync(copy);
        return copy.ToArray();
    });
}
