namespace PracticeCms.Messaging;

public sealed class Migrations : DataMigration
{
    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "messaging_outgoing_mail",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                key = t.Column<string>(),
                to_address = t.Column<string>(),
                to_name = t.Column<string>(),
                cc = t.Column<string>(),
                bcc = t.Column<string>(),
                reply_to = t.Column<string>(),
                subject = t.Column<string>(),
                text_sealed = t.Column<string>(),
                html_sealed = t.Column<string>(nullable: true),
                is_personal = t.Column<bool>(),
                state = t.Column<string>(),
                held_for = t.Column<string>(nullable: true),
                has_budget = t.Column<bool>(),
                attempts = t.Column<int>(),
                rounds = t.Column<int>(),
                last_error = t.Column<string>(nullable: true),
                created_at = t.Column<DateTime>(),
                not_before = t.Column<DateTime>(nullable: true),
                not_after = t.Column<DateTime>(nullable: true),
                sent_at = t.Column<DateTime>(nullable: true),
                group_name = t.Column<string>(nullable: true),
                client_id = t.Column<Guid>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_messaging_outgoing_mail", x => x.id));
        m.CreateIndex("ux_messaging_outgoing_mail_key", "messaging_outgoing_mail", "key", unique: true);
        m.CreateIndex("ix_messaging_outgoing_mail_state", "messaging_outgoing_mail", ["state", "created_at"]);
        m.CreateIndex("ix_messaging_outgoing_mail_group", "messaging_outgoing_mail", "group_name");
        m.CreateIndex("ix_messaging_outgoing_mail_client", "messaging_outgoing_mail", "client_id");
        m.CreateTable(
            "messaging_sent_count",
            t => new { span = t.Column<string>(), starts_at = t.Column<DateTime>(), messages = t.Column<int>() },
            constraints: t => t.PrimaryKey("pk_messaging_sent_count", x => new { x.span, x.starts_at }));
        m.CreateTable(
            "messaging_outgoing_attachment",
            t => new
            {
                id = t.Column<Guid>(),
                mail_id = t.Column<Guid>(),
                file_name = t.Column<string>(),
                content_type = t.Column<string>(),
                file_id = t.Column<Guid>(),
                length = t.Column<long>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_messaging_outgoing_attachment", x => x.id);
                t.ForeignKey("fk_messaging_outgoing_attachment_mail", x => x.mail_id, "messaging_outgoing_mail", "id");
            });
        m.CreateIndex("ix_messaging_outgoing_attachment_mail", "messaging_outgoing_attachment", "mail_id");
        return 1;
    }
}
