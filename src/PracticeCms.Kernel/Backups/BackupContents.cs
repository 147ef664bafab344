using System.Reflection;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Erasures;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>A file of the data folder and its name in a backup.</summary>
internal sealed record ContentFile(string Part, string Path, long Length);

/// <summary>
/// What belongs to a practice besides its database: all of its folder, the installation's keys, and what the audit keeps outside of the
/// database. Modules and logs do not: they are installed, or of no practice.
/// </summary>
internal sealed class BackupContents(DataFolder data, ModuleCatalog catalog)
{
    public const string LockFile = "backup.lock";
    public const string TenantPrefix = "tenant/";
    public const string KeysPrefix = "keys/";
    public const string AuditPrefix = "audit/";
    public const string ErasuresPrefix = "erasures/";
    public const string MasterKeyPart = KeysPrefix + "master.key";

    /// <summary>Keys of cookies and forms, below <c>keys/</c>. Nothing that is kept needs them, and a revoked one must not come back.</summary>
    public const string ProtectionFolder = "protection";

    public static string ProductVersion { get; } = typeof(BackupContents).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Reads the master key here, so that a backup is refused that holds another one than its data was sealed with.</summary>
    public BackupAbout About(TenantDefinition tenant, Instant at) => new()
    {
        ProductVersion = ProductVersion,
        TakenAt = at,
        Tenant = tenant.Name,
        Provider = tenant.Database,
        MasterKeyId = MasterKey.Load(data.Path, MasterKeyVariable).Id,
        Definition = tenant,
        Modules = catalog.Modules.ToDictionary(m => m.Id, m => m.Version),
    };

    public IReadOnlyList<ContentFile> List(string tenant) =>
    [
        .. Below(data.Tenant(tenant), TenantPrefix, name => !IsDatabase(name)),
        .. Below(Path.Combine(data.Path, "keys"), KeysPrefix, name => (MasterKeyVariable is null || name != "master.key") && !StaysHere(name)),
        .. Below(Path.Combine(data.Path, "audit"), AuditPrefix, name => name.Split('/')[0] == tenant),
        .. Below(Path.Combine(data.Path, "erasures"), ErasuresPrefix, name => ErasureLedger.IsOf(name, tenant)),
    ];

    /// <summary>Copies them; of those that were removed meanwhile, nothing is there.</summary>
    public async Task WriteAsync(BackupWriter backup, IReadOnlyList<ContentFile> files, CancellationToken ct)
    {
        // A key that only the environment holds goes along, so that the recovery key alone is enough.
        if (MasterKeyVariable is { } key)
        {
            await backup.WriteAsync(MasterKeyPart, System.Text.Encoding.ASCII.GetBytes(key));
        }

        foreach (var file in files)
        {
            FileStream content;
            try
            {
                content = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                continue;
            }

            await using (content)
            {
                await backup.WriteAsync(file.Part, pack: false, target => content.CopyToAsync(target, 1 << 17, ct));
            }
        }
    }

    private static string? MasterKeyVariable => Environment.GetEnvironmentVariable(MasterKey.Variable) is { Length: > 0 } key ? key : null;

    private static bool StaysHere(string key) => key.Split('/')[0] is ProtectionFolder or ErasureLedger.MirrorFolder;

    private static bool IsDatabase(string name) => name.StartsWith("practice.db", StringComparison.Ordinal) || name.StartsWith(SqliteSource.SnapshotFile, StringComparison.Ordinal) || name == LockFile;

    private static IEnumerable<ContentFile> Below(string folder, string prefix, Func<string, bool> isWanted) => !Directory.Exists(folder) ? [] :
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(f => (File: f, Name: Path.GetRelativePath(folder, f.FullName).Replace('\\', '/')))
            .Where(f => isWanted(f.Name) && !f.Name.EndsWith(".next", StringComparison.Ordinal))
            .Select(f => new ContentFile(prefix + f.Name, f.File.FullName, f.File.Length));
}
