using PracticeCms.Kernel.Crypto;

namespace PracticeCms.Kernel.Files;

/// <summary>A file of the practice: what its content was, and the key that opens it.</summary>
[NotAudited("the record that refers to the file is audited")]
internal sealed class FileRow
{
    public Guid Id { get; set; }
    public long Length { get; set; }
    public required string Sha256 { get; set; }
    public required string WrappedKey { get; set; }
    public int KeyVersion { get; set; }
    public Instant CreatedAt { get; set; }
}

internal static class FileModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<FileRow>(e => e.ToTable("kernel_file"));
        model.Entity<TenantKey>();
    }
}

internal sealed class FileMigrations : DataMigration
{
    public override int Order => -60;

    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_file",
            t => new
            {
                id = t.Column<Guid>(),
                length = t.Column<long>(),
                sha256 = t.Column<string>(),
                wrapped_key = t.Column<string>(),
                key_version = t.Column<int>(),
                created_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_kernel_file", x => x.id));
        return 1;
    }
}
