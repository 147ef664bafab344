using System.Globalization;
using System.Security.Cryptography;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Crypto;

/// <summary>A practice's key, wrapped with the master key. Old versions stay to open what they sealed.</summary>
[NotAudited("keys are made with the tables, and by a rotation, which is an event")]
internal sealed class TenantKey
{
    public Guid Id { get; set; }
    public TenantKeyUse Purpose { get; set; }
    public int Version { get; set; }
    public required string Wrapped { get; set; }
    public required string MasterId { get; set; }
    public Instant CreatedAt { get; set; }

    public string Use => TenantKeys.Use(Id, Version);
}

internal enum TenantKeyUse
{
    /// <summary>Wraps clients' and files' keys, and seals what is of no client.</summary>
    Data,

    /// <summary>Makes blind indexes. It has one version: another would make every index another.</summary>
    Index,
}

/// <summary>An opened key: one sub-key for each use.</summary>
internal sealed class OpenTenantKey(Guid practice, int version, byte[] key)
{
    public int Version { get; } = version;

    /// <summary>Stands for the practice in what is bound to a ciphertext: the id of its first key, which survives a rename and a rotation.</summary>
    public string Tenant { get; } = practice.ToString("N");
    public byte[] Fields { get; } = Derive(key, "practice fields"u8);
    public byte[] Files { get; } = Derive(key, "practice files"u8);
    public byte[] Subjects { get; } = Derive(key, "practice client keys"u8);

    private static byte[] Derive(byte[] key, ReadOnlySpan<byte> use) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Aead.KeySize, info: use.ToArray());
}

/// <summary>The current practice's keys, opened once per process, and again when a version is asked for that another process has made.</summary>
internal sealed class TenantKeys(KernelDb db, MasterKey master, TenantScope tenant)
{
    public const string CacheKey = "tenant-keys";

    private sealed record Opened(IReadOnlyList<OpenTenantKey> Data, byte[] Index);

    public OpenTenantKey Newest => All.Data[^1];

    /// <summary>For blind indexes.</summary>
    public byte[] Index => All.Index;

    public OpenTenantKey? Find(int version) => All.Data.FirstOrDefault(k => k.Version == version) ?? Open().Data.FirstOrDefault(k => k.Version == version);

    public void Forget() => tenant.Shell.Forget(CacheKey);

    private Opened All => tenant.Shell.Get<Opened>(CacheKey) ?? Open();

    private Opened Open()
    {
        var rows = db.Set<TenantKey>().AsNoTracking().OrderBy(k => k.Version).ToList();
        var data = rows.FindAll(r => r.Purpose == TenantKeyUse.Data);
        if (data.Count == 0)
        {
            throw new InvalidOperationException("The practice has no key; its tables are not complete.");
        }

        var keys = new Opened(data.ConvertAll(r => new OpenTenantKey(data[0].Id, r.Version, Unwrap(r))), Unwrap(rows.Single(r => r.Purpose == TenantKeyUse.Index)));
        tenant.Shell.Set(CacheKey, keys);
        return keys;
    }

    /// <summary>Opens them now, so that a practice whose keys another master key has wrapped is refused when it starts, by that key's name.</summary>
    public void Check() => _ = Newest;

    private byte[] Unwrap(TenantKey row) => row.MasterId == master.Id
        ? master.Unwrap(Convert.FromBase64String(row.Wrapped), row.Use)
        : throw MasterKey.Other(row.MasterId, master.Id, $"The practice '{tenant.Shell.Definition.Name}'");

    public static string Use(Guid id, int version) => $"tenant {id:N} {version.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>Makes the practice's first keys in the transaction that makes the table, so that no practice is ever without one.</summary>
internal sealed class KeyMigrations(MasterKey master, IClock clock) : DataMigration
{
    public override int Order => -60;

    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_tenant_key",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<int>(),
                wrapped = t.Column<string>(),
                master_id = t.Column<string>(),
                created_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_kernel_tenant_key", x => x.id));
        Add(m, "", "");
        return 1;
    }

    public int UpdateFrom1(MigrationBuilder m)
    {
        m.AddColumn<string>("purpose", "kernel_tenant_key", nullable: false, defaultValue: nameof(TenantKeyUse.Data));
        m.CreateIndex("ux_kernel_tenant_key_version", "kernel_tenant_key", ["purpose", "version"], unique: true);
        Add(m, ", purpose", $", '{nameof(TenantKeyUse.Index)}'");
        return 2;
    }

    private void Add(MigrationBuilder m, string column, string value)
    {
        var id = Ids.New();
        var wrapped = Convert.ToBase64String(master.Wrap(RandomNumberGenerator.GetBytes(Aead.KeySize), TenantKeys.Use(id, 1)));
        var now = clock.GetCurrentInstant().ToDateTimeUtc().ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
        m.SqlFor(
            $"INSERT INTO kernel_tenant_key (id, version, wrapped, master_id, created_at{column}) VALUES ('{id.ToString().ToUpperInvariant()}', 1, '{wrapped}', '{master.Id}', '{now}'{value})",
            $"INSERT INTO kernel_tenant_key (id, version, wrapped, master_id, created_at{column}) VALUES ('{id}', 1, '{wrapped}', '{master.Id}', '{now}+00'{value})");
    }
}
