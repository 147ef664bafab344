using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Erasures;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.UnitTests.Backups;

public sealed class RestoreKeysTests
{
    [Fact]
    public void Keys_of_cookies_in_an_older_backup_do_not_come_back_and_what_is_here_stays()
    {
        var folder = Directory.CreateTempSubdirectory("practice-keys-").FullName;
        try
        {
            var data = new DataFolder(Path.Combine(folder, "data"));
            var keys = new RestoreKeys(data, new ErasureLedger(data, new Lazy<MasterKey>(() => new MasterKey(new byte[32])), new BackupOptions { Folder = folder }));
            using var stage = new RestoreStage(data);
            var here = Path.Combine(data.Path, "keys");
            Write(Path.Combine(stage.Keys, "protection", "key-1.xml"), "theirs");
            Write(Path.Combine(stage.Keys, "backup.pub"), "theirs");
            Write(Path.Combine(stage.Keys, "master.id"), "theirs");
            Write(Path.Combine(here, "master.id"), "ours");

            keys.Add(stage, null, Path.Combine(folder, "a.practicebackup"));

            Assert.False(Directory.Exists(Path.Combine(here, "protection")));
            Assert.Equal(("ours", "theirs"), (File.ReadAllText(Path.Combine(here, "master.id")), File.ReadAllText(Path.Combine(here, "backup.pub"))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
