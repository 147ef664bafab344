using System.Security.Cryptography;
using System.Text.Json;
using PracticeCms.Files;
using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Packages;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Tenants;
using PracticeCms.Testing;
using PracticeCms.UnitTests.Audit;
using PracticeCms.UnitTests.Packages;

namespace PracticeCms.UnitTests.Hostile;

/// <summary>What is signed, sealed or packed, and lies or travels where others can change it.</summary>
internal sealed partial class HostileTargets
{
    private HostileTarget Checkpoints()
    {
        var keys = Held(SealedLog.NewKeys(folder));
        var trusted = keys.Published();
        Checkpoint[] made = [.. Enumerable.Range(1, 3).Select(i => new Checkpoint(new Guid(i, 2, 3, new byte[8]), i * 1_000, new byte[32], SHA256.HashData([(byte)i]), FakeClock.DefaultStart))];
        var signed = made.Select(c => c.Text).ToHashSet(StringComparer.Ordinal);
        return new HostileTarget([.. made.Select(c => Bytes(keys.Sign(c)))], bytes =>
        {
            _ = Checkpoint.Parse(Text(bytes));
            Assert.True(AuditKeys.Open(Text(bytes), trusted) is not { } opened || signed.Contains(opened.Text), "A checkpoint was forged.");
            return Task.CompletedTask;
        });
    }

    private async Task<HostileTarget> AuditAsync()
    {
        var keys = Held(SealedLog.NewKeys(folder));
        var trusted = keys.Published();
        using var export = new MemoryStream();
        await AuditExportFile.WriteAsync(export, "Default", new SealedLog(6, new Random(1), keys).ToCopy(), trusted, CancellationToken.None);
        var file = PathOf("export.jsonl");
        return new HostileTarget([export.ToArray()], async bytes =>
        {
            await File.WriteAllBytesAsync(file, bytes);
            if (await AuditExportFile.ReadAsync(file, CancellationToken.None) is { } copy)
            {
                _ = await new VerifyAudit(trusted).ExecuteAsync(copy);
            }
        });
    }

    private async Task<HostileTarget> BackupAsync()
    {
        var recovery = Held(RecoveryKey.Create());
        using var backup = new MemoryStream();
        await using (var sealing = BackupSeal.Create(recovery.Public).Begin(backup))
        {
            sealing.Write(await WritePartsAsync(("tenant/a", new byte[500])));
            sealing.Finish();
        }

        var file = PathOf("a.practicebackup");
        return new HostileTarget(
            [backup.ToArray()],
            async bytes =>
            {
                await File.WriteAllBytesAsync(file, bytes);
                await using var input = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
                var seal = BackupSeal.Open(input, recovery);
                if (seal.Succeeded)
                {
                    await using var content = seal.Value.Read(input);
                    await content.CopyToAsync(Stream.Null);
                }
            },
            typeof(DamagedFileException));
    }

    private async Task<HostileTarget> PartsAsync()
    {
        var stage = Held(new RestoreStage(new DataFolder(folder)));
        var tenant = new TenantDefinition { Name = "Default", Database = DatabaseProvider.Sqlite };
        var about = new BackupAbout
        {
            ProductVersion = "1.0", TakenAt = FakeClock.DefaultStart, Tenant = "Default", Provider = DatabaseProvider.Sqlite, MasterKeyId = "01234567", Definition = tenant, Modules = new Dictionary<string, string> { ["A"] = "1.0" },
        };
        var manifest = new BackupManifest
        {
            About = about, Migrations = new Dictionary<string, int> { ["A"] = 1 }, Tables = [new TableDigest("t", 1, "00")], Parts = [new BackupPart("tenant/a", 3, "00")], MissingFiles = [Guid.Empty],
        };
        var sample = await WritePartsAsync((BackupAbout.Part, BackupManifest.Write(about)), ("database/practice.db", new byte[2_000]), ("tenant/files/a", [1, 2, 3]), ("keys/master.key", [4]), (BackupManifest.Part, BackupManifest.Write(manifest)));
        return new HostileTarget([sample], bytes => ReadPartsAsync(bytes, stage), typeof(InvalidDataException), typeof(EndOfStreamException), typeof(JsonException));
    }

    /// <summary>As a restore reads them, but for where they go.</summary>
    private static async Task ReadPartsAsync(byte[] bytes, RestoreStage stage)
    {
        using var reader = new BackupReader(new MemoryStream(bytes), new BackupProgress("backup", 0, _ => { }));
        while (reader.Next() is { } entry)
        {
            switch (entry.Name)
            {
                case BackupAbout.Part:
                    _ = (await BackupManifest.ReadAsync<BackupAbout>(entry, CancellationToken.None)).Definition.Name.Length;
                    break;
                case BackupManifest.Part:
                    _ = (await BackupManifest.ReadAsync<BackupManifest>(entry, CancellationToken.None)).Parts.Skip(1).Count();
                    break;
                default:
                    _ = entry.Name.StartsWith(TenantDatabases.Folder, StringComparison.Ordinal) ? "" : stage.PathOf(entry.Name);
                    await entry.CopyToAsync(Stream.Null, CancellationToken.None);
                    break;
            }
        }
    }

    /// <summary>A backup before it is sealed; every other part is compressed.</summary>
    internal static async Task<byte[]> WritePartsAsync(params (string Name, byte[] Content)[] parts)
    {
        using var output = new MemoryStream();
        var writer = new BackupWriter(output, new BackupProgress("backup", 0, _ => { }));
        foreach (var ((name, content), i) in parts.Select((p, i) => (p, i)))
        {
            await writer.WriteAsync(name, pack: i % 2 == 1, stream => stream.WriteAsync(content).AsTask());
        }

        writer.Finish();
        return output.ToArray();
    }

    private static HostileTarget Rows()
    {
        byte[] front = [.. "PGCOPY\n"u8, 0xFF, 0x0D, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] row = [0, 3, 0, 0, 0, 1, 0x61, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 2, 0x62, 0x63];
        return new HostileTarget(
            [[.. front, .. row, .. row, 0, 0, 0xFF, 0xFF], [.. front, 0xFF, 0xFF]],
            bytes =>
            {
                using var rows = new BinaryRows();
                rows.Add(bytes);
                _ = rows.ToDigest("t");
                return Task.CompletedTask;
            },
            typeof(InvalidDataException));
    }

    private HostileTarget Package()
    {
        var test = Held(new TestPackage());
        using var key = test.Key();
        var file = PathOf("a.practicemodule");
        return new HostileTarget([File.ReadAllBytes(test.Pack(key)), File.ReadAllBytes(test.Pack())], async bytes =>
        {
            await File.WriteAllBytesAsync(file, bytes);
            var unpacked = Directory.CreateDirectory(PathOf("unpacked")).FullName;
            try
            {
                _ = PackageFile.Unpack(file, unpacked).Problem ?? PackageFolder.Read(unpacked, trust: null).Problem;
            }
            finally
            {
                Directory.Delete(unpacked, recursive: true);
            }
        });
    }

    private HostileTarget Manifest()
    {
        using var key = Held(new TestPackage()).Key();
        var manifest = new PackageManifest("Acme.Board", "1.0.0", "Acme.Board.dll", new Dictionary<string, string> { ["Acme.Board.dll"] = PackageManifest.HashOf([1]), ["de/Acme.Board.resources.dll"] = PackageManifest.HashOf([2]) }).ToBytes();
        return new HostileTarget([manifest, PackageSignature.Sign(key, manifest).ToBytes()], bytes =>
        {
            _ = (PackageManifest.Read(bytes).Problem, PackageSignature.Read(bytes, manifest).Problem);
            return Task.CompletedTask;
        });
    }

    private HostileTarget Keys()
    {
        var recovery = Held(RecoveryKey.Create());
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new HostileTarget([Bytes(recovery.Text), Bytes(recovery.Public.Text), Bytes(Convert.ToBase64String(SHA256.HashData([1]))), Bytes(pair.ExportSubjectPublicKeyInfoPem())], bytes =>
        {
            ReadKey(Text(bytes));
            return Task.CompletedTask;
        });
    }

    private static void ReadKey(string text)
    {
        _ = (RecoveryKey.Parse(text).Problem, BackupKey.Parse(text), AuditKeys.IsKey(text));
        try
        {
            _ = MasterKey.Parse(text, "a file");
        }
        catch (MasterKeyException)
        {
            // Refuses the start, in words.
        }
    }

    private T Held<T>(T made)
        where T : IDisposable
    {
        held.Add(made);
        return made;
    }
}
