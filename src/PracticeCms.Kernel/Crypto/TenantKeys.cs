using System.Globalization;
using System.Security.Cryptography;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Crypto;

/// <summary>A practice's key, wrapped with the master key. Old versions stay to open what they sealed.</summary>
[NotAudited("keys are made with the tables")]
internal sealed class TenantKey
{
    public Guid Id { get; set; }
    public int Version { get; set; }
    public required string Wrapped { get; set; }
    public required string MasterId { get; set; }
    public Instant CreatedAt { get; set; }
}

/// <summary>An opened key: one sub-key for each use.</summary>
internal sealed class OpenTenantKey(Guid id, int version, byte[] key)
{
    public int Version { get; } = version;

    /// <summary>Stands for the practice in what is bound to a ciphertext; survives a rename of the practice.</summary>
    public string Tenant { get; } = id.ToString("N");
    public byte[] Fields { get; } = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Aead.KeySize, info: "practice fields"u8.ToArray());
    public byte[] Files { get; } = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Aead.KeySize, info: "practice files"u8.ToArray());
}

/// <summary>The current practice's keys, opened once per process.</summary>
internal sealed class TenantKeys(KernelDb db, MasterKey master, TenantScope tenant)
{
    private const string CacheKey = "tenant-keys";

    public OpenTenantKey Newest => All[^1];

    public OpenTenantKey? Find(int version) => All.FirstOrDefault(k => k.Version == version);

    private IReadOnlyList<OpenTenantKey> All => tenant.Shell.Get<IReadOnlyList<OpenTenantKey>>(CacheKey) ?? Open();

    private IReadOnlyList<OpenTenantKey> Open()
    {
        var rows = db.Set<TenantKey>().AsNoTracking().OrderBy(k => k.Version).ToList();
        if (rows.Count == 0)
        {
            throw new InvalidOperationException("The practice has no key; its tables are not complete.");
        }

        IReadOnlyList<OpenTenantKey> keys = rows.ConvertAll(r => new OpenTenantKey(r.Id, r.Version, master.Unwrap(Convert.FromBase64String(r.Wrapped), Use(r.Id, r.Version))));
        tenant.Shell.Set(CacheKey, keys);
        return keys;
    }

    public static string Use(Guid id, int version) => $"tenant {id:N} {version.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>Makes the practice's first key in the transaction that makes the table, so that no practice is ever without one.</summary>
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
        var id = Ids.New();
        var wrapped = Convert.ToBase64String(master.Wrap(RandomNumberGenerator.GetBytes(Aead.KeySize), TenantKeys.Use(id, 1)));
        var now = clock.GetCurrentInstant().ToDateTimeUtc().ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
        m.SqlFor(
            $"INSERT INTO kernel_tenant_key (id, version, wrapped, master_id, created_at) VALUES ('{id.ToString().ToUpperInvariant()}', 1, '{wrapped}', '{master.Id}', '{now}')",
            $"INSERT INTO kernel_tenant_key (id, version, wrapped, master_id, created_at) VALUES ('{id}', 1, '{wrapped}', '{master.Id}', '{now}+00')");
        return 1;
    }
}
