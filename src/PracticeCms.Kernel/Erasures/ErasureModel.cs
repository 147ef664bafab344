using System.Text.Json;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Erasures;

/// <summary>That a client was erased, why, and what was decided for each class of data. Says nothing of the client.</summary>
[NotAudited("the erasure is an event of its own")]
internal sealed class ErasureRow
{
    public Guid ClientId { get; set; }
    public Instant At { get; set; }
    public string By { get; set; } = "";
    public string Reason { get; set; } = "";

    [JsonColumn]
    public string Decisions { get; set; } = "[]";

    public ErasureRecord ToRecord() => new(ClientId, At, By, Reason, JsonSerializer.Deserialize<List<ErasureDecision>>(Decisions, DurableJson.Options) ?? []);

    public static void Map(ModelBuilder model) => model.Entity<ErasureRow>(e =>
    {
        e.ToTable("kernel_erasure");
        e.HasKey(r => r.ClientId);
    });
}

internal sealed class ErasureMigrations : DataMigration
{
    public override int Order => -60;

    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_erasure",
            t => new { client_id = t.Column<Guid>(), at = t.Column<DateTime>(), by = t.Column<string>(), reason = t.Column<string>(), decisions = t.Json(m) },
            constraints: t => t.PrimaryKey("pk_kernel_erasure", x => x.client_id));
        m.SqlFor(
            """
            CREATE TRIGGER kernel_erasure_update BEFORE UPDATE ON kernel_erasure BEGIN SELECT RAISE(ABORT, 'client-erased'); END;
            CREATE TRIGGER kernel_erasure_delete BEFORE DELETE ON kernel_erasure BEGIN SELECT RAISE(ABORT, 'client-erased'); END;
            """,
            """
            CREATE FUNCTION kernel_erasure_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'client-erased'; END $$;
            CREATE TRIGGER kernel_erasure_kept BEFORE UPDATE OR DELETE ON kernel_erasure FOR EACH ROW EXECUTE FUNCTION kernel_erasure_kept();
            """);
        return 1;
    }
}
