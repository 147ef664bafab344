using System.Security.Cryptography;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.UnitTests.Backups;

public sealed class BackupOriginTests
{
    [Fact]
    public void The_recovery_key_proves_what_the_installation_has_sealed_also_after_a_rotation_of_the_master_key()
    {
        var data = Directory.CreateTempSubdirectory("practice-origin-").FullName;
        try
        {
            using var key = RecoveryKey.Create();
            using var typed = RecoveryKey.Parse(key.Text).Value;
            var (before, after) = (NewMaster(), NewMaster());
            var seal = BackupSeal.Create(key.Public);
            var code = typed.Origin.CodeOf(seal, [1, 2, 3]);
            FolderOf(data, before).SaveKey(key);

            Assert.Equal(key.Public.Id, FolderOf(data, before).Key!.Id);
            Assert.Equal(code, FolderOf(data, before).Origin!.CodeOf(seal, [1, 2, 3]));
            Assert.Null(FolderOf(data, after).Origin);
            BackupFolder.SealAnew(data, before, after);
            BackupFolder.SealAnew(data, before, after);
            Assert.Equal(code, FolderOf(data, after).Origin!.CodeOf(seal, [1, 2, 3]));
            Assert.NotEqual(code, typed.Origin.CodeOf(BackupSeal.Create(key.Public), [1, 2, 3]));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static BackupFolder FolderOf(string data, MasterKey master) => new(new DataFolder(data), new BackupOptions { Folder = data }, new Lazy<MasterKey>(master));

    private static MasterKey NewMaster() => new(RandomNumberGenerator.GetBytes(32));
}
