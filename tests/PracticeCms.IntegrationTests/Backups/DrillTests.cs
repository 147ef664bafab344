using PracticeCms.Backups;
using PracticeCms.Files;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Kernel.Backups;

namespace PracticeCms.IntegrationTests.Backups;

/// <summary>A drill is worth something only where it fails when something is wrong.</summary>
public sealed class DrillTests
{
    [Fact]
    public async Task An_attachment_that_cannot_be_opened_and_a_check_that_fails_fail_the_drill()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var stored = await practice.Host.InAsync("Default", s => s.GetRequiredService<IFileStore>().SaveAsync(new MemoryStream(new byte[1000])));
        var path = Directory.GetFiles(Path.Combine(practice.Host.DataFolder, "Tenants", "Default", "files"), stored.Id.ToString("N"), SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[500] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        var made = await practice.BackUpAsync();

        var report = (await DrillAsync(practice, made.File)).Value;

        Assert.False(report.Ok);
        Assert.Equal([("tables", true), ("start", true), ("attachments", false), ("audit", true), ("rust", false)], report.Proofs.Select(p => (p.Name, p.Ok)));
        Assert.Equal("It has rusted.", report.Proofs[^1].Detail);
        Assert.Empty(Directory.GetDirectories(Path.Combine(practice.Host.DataFolder, "restoring")));
    }

    [Fact]
    public async Task A_file_that_was_missing_when_the_backup_was_made_is_said()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var stored = await practice.Host.InAsync("Default", s => s.GetRequiredService<IFileStore>().SaveAsync(new MemoryStream(new byte[1000])));
        File.Delete(Directory.GetFiles(Path.Combine(practice.Host.DataFolder, "Tenants", "Default", "files"), stored.Id.ToString("N"), SearchOption.AllDirectories).Single());

        var made = await practice.BackUpAsync();
        var report = (await DrillAsync(practice, made.File)).Value;

        Assert.Equal(stored.Id, Assert.Single(made.MissingFiles));
        Assert.Contains("1 were missing", report.Proofs.Single(p => p.Name == "attachments").Detail, StringComparison.Ordinal);
    }

    /// <summary>The database is copied before the files: what was signed in between is in these alone.</summary>
    [Fact]
    public async Task A_checkpoint_that_was_signed_while_the_backup_was_made_fails_no_drill()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var services = practice.Host.App.Services;
        var shell = services.GetRequiredService<PracticeCms.Kernel.Tenants.TenantRegistry>().Find("Default")!;
        await services.GetRequiredService<SealAudit>().ExecuteAsync(shell, sign: true, default);
        await services.GetRequiredService<AuditConnections>().InTransactionAsync(
            shell,
            async (connection, transaction, ct) =>
            {
                await using var command = connection.CreateCommand();
                (command.Transaction, command.CommandText) = (transaction, "DROP TRIGGER kernel_audit_checkpoint_no_delete; DELETE FROM kernel_audit_checkpoint WHERE size = (SELECT MAX(size) FROM kernel_audit_checkpoint)");
                await command.ExecuteNonQueryAsync(ct);
            },
            default);

        var report = (await DrillAsync(practice, (await practice.BackUpAsync()).File)).Value;

        Assert.Equal(("audit", true, "as it must be"), report.Proofs.Where(p => p.Name == "audit").Select(p => (p.Name, p.Ok, p.Detail)).Single());
    }

    private static Task<Result<RunDrill.Report>> DrillAsync(BackedPractice practice, string file)
    {
        var services = practice.Host.App.Services;
        var drill = new RunDrill(
            folder => TestHost.Compose(folder, s => s.AddFeatureService<IRestoreCheck, Rust>()), services.GetRequiredService<PracticeCms.Kernel.Tenants.DataFolder>(), services.GetRequiredService<IClock>());
        return drill.ExecuteAsync(new RunDrill.Request(file, practice.Key));
    }

    private sealed class Rust : IRestoreCheck
    {
        public string Name => "rust";

        public Task<string?> CheckAsync(CancellationToken ct) => Task.FromResult<string?>("It has rusted.");
    }
}
