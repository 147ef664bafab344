using System.Globalization;
using System.Security.Cryptography;
using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Crypto;

/// <summary>A client's own key, wrapped with a version of the practice's. Erasing takes the wrapped key away and leaves the row to say so.</summary>
[NotAudited("made when something of the client is first sealed; that it is destroyed is an event of the erasure")]
internal sealed class SubjectKey
{
    public Guid SubjectId { get; set; }
    public int Version { get; set; }
    public string? Wrapped { get; set; }

    /// <summary>The version of the practice's key that wraps it.</summary>
    public int WrappedBy { get; set; }
    public Instant CreatedAt { get; set; }
    public Instant? ErasedAt { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<SubjectKey>(e =>
    {
        e.HasKey(k => k.SubjectId);
        e.HasIndex(k => k.WrappedBy);
    });
}

/// <summary>An opened key of a client: one sub-key for each use.</summary>
internal sealed class OpenSubjectKey(string tenant, Guid subject, int version, byte[] key)
{
    public int Version { get; } = version;
    public string Tenant { get; } = tenant;
    public Guid Subject { get; } = subject;
    public byte[] Fields { get; } = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Aead.KeySize, info: "client fields"u8.ToArray());
    public byte[] Files { get; } = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Aead.KeySize, info: "client files"u8.ToArray());

    public static string Wrap(OpenTenantKey by, Guid subject, int version, byte[] key) => Convert.ToBase64String(Aead.Seal(by.Subjects, key, Bound(by, subject, version)));

    public static byte[] Unwrap(OpenTenantKey by, Guid subject, int version, string wrapped) =>
        Aead.Open(by.Subjects, Convert.FromBase64String(wrapped), Bound(by, subject, version));

    private static byte[] Bound(OpenTenantKey by, Guid subject, int version) =>
        Aead.Bind("client key", by.Tenant, subject.ToString("N"), version.ToString(CultureInfo.InvariantCulture), by.Version.ToString(CultureInfo.InvariantCulture));
}

internal sealed class SubjectKeyMigrations : DataMigration
{
    public const string Marker = "client-erased";

    public override int Order => -60;

    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_subject_key",
            t => new
            {
                subject_id = t.Column<Guid>(),
                version = t.Column<int>(),
                wrapped = t.Column<string>(nullable: true),
                wrapped_by = t.Column<int>(),
                created_at = t.Column<DateTime>(),
                erased_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_kernel_subject_key", x => x.subject_id);
                t.CheckConstraint("ck_kernel_subject_key_erased", "(wrapped IS NULL) = (erased_at IS NOT NULL)");
            });
        m.CreateIndex("ix_kernel_subject_key_wrapped_by", "kernel_subject_key", ["wrapped_by", "subject_id"]);

        // What is erased stays so: no key comes back in its place, and the row that says it does not go.
        m.SqlFor(
            """
            CREATE TRIGGER kernel_subject_key_update BEFORE UPDATE ON kernel_subject_key WHEN OLD.erased_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'client-erased'); END;
            CREATE TRIGGER kernel_subject_key_delete BEFORE DELETE ON kernel_subject_key WHEN OLD.erased_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'client-erased'); END;
            """,
            """
            CREATE FUNCTION kernel_subject_key_erased() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'client-erased'; END $$;
            CREATE TRIGGER kernel_subject_key_erased BEFORE UPDATE OR DELETE ON kernel_subject_key FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION kernel_subject_key_erased();
            """);
        return 1;
    }
}
