using PracticeCms.Kernel.Backups;

namespace PracticeCms.UnitTests.Backups;

/// <summary>Written as PostgreSQL's catalog says them.</summary>
public sealed class PostgresStatementsTests
{
    private static readonly string[] Before =
    [
        "SET LOCAL check_function_bodies = off",
        "CREATE SEQUENCE kernel_outbox_seq AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1",
        "CREATE OR REPLACE FUNCTION note_locked()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function$ BEGIN RAISE EXCEPTION 'note-locked'; END $function$\n",
        "CREATE OR REPLACE FUNCTION twice(a integer, b text DEFAULT 'x'::text)\n RETURNS TABLE(c integer)\n LANGUAGE sql\n IMMUTABLE STRICT\nAS $function$ SELECT a $function$\n",
        "CREATE TABLE \"user\" (id uuid NOT NULL, name text COLLATE \"C\" DEFAULT ''::text NOT NULL)",
    ];

    private static readonly string[] After =
    [
        "ALTER TABLE records_note ADD CONSTRAINT \"PK_records_note\" PRIMARY KEY (id)",
        "CREATE UNIQUE INDEX ux_a ON records_note USING btree (client_id) WHERE signed_at IS NOT NULL",
        "CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON billing_journal_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION balanced()",
        "CREATE TRIGGER note_locked BEFORE UPDATE ON records_note FOR EACH ROW WHEN (old.signed_at IS NOT NULL) EXECUTE FUNCTION note_locked()",
        "ALTER SEQUENCE kernel_outbox_seq OWNED BY kernel_outbox.id",
        "SELECT setval('kernel_outbox_seq', 12)",
        "SELECT setval('\"Odd''s\"', -1)",
    ];

    [Fact]
    public void What_a_backup_writes_is_known() => PostgresStatements.Check(new PostgresSchema([new PostgresTable("user", "id, \"order\""), new PostgresTable("empty", "")], Before, After));

    [Theory]
    [InlineData("DROP TABLE records_note")]
    [InlineData("SET LOCAL check_function_bodies = off; DROP TABLE records_note")]
    [InlineData("COPY records_note TO PROGRAM 'sh'")]
    [InlineData("CREATE TABLE stray AS SELECT 1")]
    [InlineData("CREATE OR REPLACE FUNCTION f()\n RETURNS trigger\n LANGUAGE plpython3u\nAS $function$ $function$\n")]
    [InlineData("CREATE OR REPLACE FUNCTION f()\n RETURNS trigger\n LANGUAGE plpgsql\n SECURITY DEFINER\nAS $function$ $function$\n")]
    [InlineData("CREATE EXTENSION dblink")]
    [InlineData("SELECT pg_read_file('/etc/passwd')")]
    [InlineData("SELECT setval('a', pg_sleep(9))")]
    public void Anything_else_is_refused(string statement)
    {
        Assert.Throws<InvalidDataException>(() => PostgresStatements.Check(new PostgresSchema([], [statement], [])));
        Assert.Throws<InvalidDataException>(() => PostgresStatements.Check(new PostgresSchema([], [], [statement])));
    }

    [Fact]
    public void A_list_of_columns_is_one() =>
        Assert.Throws<InvalidDataException>(() => PostgresStatements.Check(new PostgresSchema([new PostgresTable("a", "id) FROM PROGRAM 'sh' --")], [], [])));
}
