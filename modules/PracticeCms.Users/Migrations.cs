using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace PracticeCms.Users;

public sealed class Migrations : DataMigration
{
    public int Create(MigrationBuilder m)
    {
        CreateUsers(m);
        CreateTokens(m);
        CreateFactors(m);
        CreateStore(m);
        CreateApiKeys(m);
        return 1;
    }

    /// <summary>Attempts to sign in are counted by all nodes together.</summary>
    public int UpdateFrom1(MigrationBuilder m)
    {
        m.CreateTable("users_sign_in_count", t => new { key = t.Column<string>(), counts_until = t.Column<long>() }, constraints: t => t.PrimaryKey("pk_users_sign_in_count", x => x.key));
        return 2;
    }

    private static void CreateUsers(MigrationBuilder m)
    {
        m.CreateTable(
            "users_user",
            t => new
            {
                id = t.Column<Guid>(),
                display_name = t.Column<string>(),
                is_enabled = t.Column<bool>(),
                created_at = t.Column<DateTime>(),
                uses_single_keys = t.Column<bool>(),
                user_name = t.Column<string>(nullable: true),
                normalized_user_name = t.Column<string>(nullable: true),
                email = t.Column<string>(nullable: true),
                normalized_email = t.Column<string>(nullable: true),
                email_confirmed = t.Column<bool>(),
                password_hash = t.Column<string>(nullable: true),
                security_stamp = t.Column<string>(nullable: true),
                concurrency_stamp = t.Column<string>(nullable: true),
                phone_number = t.Column<string>(nullable: true),
                phone_number_confirmed = t.Column<bool>(),
                two_factor_enabled = t.Column<bool>(),
                lockout_end = t.Column<DateTimeOffset>(nullable: true),
                lockout_enabled = t.Column<bool>(),
                access_failed_count = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_users_user", x => x.id));
        m.CreateIndex("ux_users_user_normalized_user_name", "users_user", "normalized_user_name", unique: true);
        m.CreateIndex("ux_users_user_normalized_email", "users_user", "normalized_email", unique: true);
        m.CreateTable(
            "users_user_role",
            t => new { user_id = t.Column<Guid>(), role_name = t.Column<string>() },
            constraints: t =>
            {
                t.PrimaryKey("pk_users_user_role", x => new { x.user_id, x.role_name });
                t.ForeignKey("fk_users_user_role_user", x => x.user_id, "users_user", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("ix_users_user_role_role_name", "users_user_role", "role_name");
    }

    private static void CreateTokens(MigrationBuilder m)
    {
        m.CreateTable(
            "users_account_token",
            t => new
            {
                id = t.Column<Guid>(),
                user_id = t.Column<Guid>(),
                purpose = t.Column<string>(),
                hash = t.Column<string>(),
                expires_at = t.Column<DateTime>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_users_account_token", x => x.id);
                t.ForeignKey("fk_users_account_token_user", x => x.user_id, "users_user", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("ux_users_account_token_hash", "users_account_token", "hash", unique: true);
        m.CreateIndex("ix_users_account_token_user_id", "users_account_token", "user_id");
    }

    private static void CreateFactors(MigrationBuilder m)
    {
        m.CreateTable(
            "users_session",
            t => new
            {
                id = t.Column<Guid>(),
                user_id = t.Column<Guid>(),
                stamp = t.Column<string>(),
                factors = t.Column<string>(),
                created_at = t.Column<DateTime>(),
                confirmed_at = t.Column<DateTime>(),
                last_seen_at = t.Column<DateTime>(),
                expires_at = t.Column<DateTime>(),
                address = t.Column<string>(nullable: true),
                device = t.Column<string>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_users_session", x => x.id);
                t.ForeignKey("fk_users_session_user", x => x.user_id, "users_user", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("ix_users_session_user_id", "users_session", "user_id");
        m.CreateTable(
            "users_passkey",
            t => new { credential_id = t.Column<byte[]>(), user_id = t.Column<Guid>(), data = t.Json(m) },
            constraints: t =>
            {
                t.PrimaryKey("pk_users_passkey", x => x.credential_id);
                t.ForeignKey("fk_users_passkey_user", x => x.user_id, "users_user", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("ix_users_passkey_user_id", "users_passkey", "user_id");
        m.CreateTable(
            "users_authenticator",
            t => new { id = t.Column<Guid>(), secret = t.Column<string>(), last_step = t.Column<long>(), created_at = t.Column<DateTime>() },
            constraints: t =>
            {
                t.PrimaryKey("pk_users_authenticator", x => x.id);
                t.ForeignKey("fk_users_authenticator_user", x => x.id, "users_user", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateTable(
            "users_recovery_code",
            t => new { id = t.Column<Guid>(), user_id = t.Column<Guid>(), hash = t.Column<string>() },
            constraints: t =>
            {
                t.PrimaryKey("pk_users_recovery_code", x => x.id);
                t.ForeignKey("fk_users_recovery_code_user", x => x.user_id, "users_user", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("ux_users_recovery_code_user_hash", "users_recovery_code", ["user_id", "hash"], unique: true);
        m.CreateTable("users_used_challenge", t => new { id = t.Column<Guid>(), expires_at = t.Column<DateTime>() }, constraints: t => t.PrimaryKey("pk_users_used_challenge", x => x.id));
    }

    private static void CreateApiKeys(MigrationBuilder m)
    {
        m.CreateTable(
            "users_api_key",
            t => new
            {
                id = t.Column<Guid>(),
                name = t.Column<string>(),
                prefix = t.Column<string>(),
                hash = t.Column<string>(),
                maker_id = t.Column<Guid>(),
                permissions = t.Column<string>(),
                scope = t.Column<string>(),
                networks = t.Column<string>(),
                created_at = t.Column<DateTime>(),
                expires_at = t.Column<DateTime>(),
                revoked_at = t.Column<DateTime>(nullable: true),
                last_used_at = t.Column<DateTime>(nullable: true),
                last_used_from = t.Column<string>(nullable: true),
                replaced_by = t.Column<Guid>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_users_api_key", x => x.id);
                t.ForeignKey("fk_users_api_key_maker", x => x.maker_id, "users_user", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("ux_users_api_key_prefix", "users_api_key", "prefix", unique: true);
        m.CreateIndex("ix_users_api_key_maker_id", "users_api_key", "maker_id");
    }

    private static void CreateStore(MigrationBuilder m)
    {
        m.CreateTable(
            "users_user_claim",
            t => new
            {
                id = t.Column<int>()
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                user_id = t.Column<Guid>(),
                claim_type = t.Column<string>(nullable: true),
                claim_value = t.Column<string>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_users_user_claim", x => x.id);
                t.ForeignKey("fk_users_user_claim_user", x => x.user_id, "users_user", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateTable(
            "users_user_login",
            t => new
            {
                login_provider = t.Column<string>(),
                provider_key = t.Column<string>(),
                provider_display_name = t.Column<string>(nullable: true),
                user_id = t.Column<Guid>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_users_user_login", x => new { x.login_provider, x.provider_key });
                t.ForeignKey("fk_users_user_login_user", x => x.user_id, "users_user", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateTable(
            "users_user_token",
            t => new
            {
                user_id = t.Column<Guid>(),
                login_provider = t.Column<string>(),
                name = t.Column<string>(),
                value = t.Column<string>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_users_user_token", x => new { x.user_id, x.login_provider, x.name });
                t.ForeignKey("fk_users_user_token_user", x => x.user_id, "users_user", "id", onDelete: ReferentialAction.Cascade);
            });
    }
}
