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

    /// <summary>The client whose key wraps the file's; null where the practice's does.</summary>
    public Guid? SubjectId { get; set; }

    /// <summary>Of the key that wraps.</summary>
    public int KeyVersion { get; set; }
    public Instant CreatedAt { get; set; }
}

internal static class FileModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<FileRow>(e =>
        {
            e.ToTable("kernel_file");
            e.HasIndex(f => f.SubjectId);
        });
        model.Entity<TenantKey>(e => e.Ignore(k => k.Use));
        SubjectKey.Map(model);
        Erasures.ErasureRow.Map(model);
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

    public int UpdateFrom1(MigrationBuilder m)
    {
        m.AddColumn<Guid>("subject_id", "kernel_file", nullable: true);
        m.CreateIndex("ix_kernel_file_subject", "kernel_file", "subject_id");
        return 2;
    }
}
