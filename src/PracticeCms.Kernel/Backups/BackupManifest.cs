using System.Text.Json;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>A table's rows: how many, and the sum of their hashes, which no order changes.</summary>
internal sealed record TableDigest(string Name, long Rows, string Hash);

/// <summary>The first part: what has to be known before the rest can be put anywhere.</summary>
internal sealed record BackupAbout
{
    public const string Part = "about.json";
    public const int Largest = 1 << 20;

    public required string ProductVersion { get; init; }
    public required Instant TakenAt { get; init; }
    public required string Tenant { get; init; }
    public required DatabaseProvider Provider { get; init; }

    /// <summary>Eight digits that name the master key which wraps the practice's keys.</summary>
    public required string MasterKeyId { get; init; }
    public required TenantDefinition Definition { get; init; }
    public required IReadOnlyDictionary<string, string> Modules { get; init; }
}

/// <summary>The last part: what each part and each table must be like when it is read.</summary>
internal sealed record BackupManifest
{
    public const string Part = "manifest.json";

    /// <summary>Some millions of files.</summary>
    public const int Largest = 1 << 29;

    // What is read may be from an earlier version, or from anybody whose file an administrator has taken for a backup.
    private static readonly JsonSerializerOptions Strict = new(DurableJson.Options) { RespectNullableAnnotations = true };

    public required BackupAbout About { get; init; }
    public required IReadOnlyDictionary<string, int> Migrations { get; init; }
    public required IReadOnlyList<TableDigest> Tables { get; init; }
    public required IReadOnlyList<BackupPart> Parts { get; init; }

    /// <summary>Files that the database names and the folder did not have: deleted while the backup ran, or lost.</summary>
    public required IReadOnlyList<Guid> MissingFiles { get; init; }

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, DurableJson.Options);

    public static async Task<T> ReadAsync<T>(BackupEntry entry, CancellationToken ct)
        where T : class => Parse<T>((await entry.ReadAsync(Largest, ct)).Content);

    public static T Parse<T>(byte[] content)
        where T : class => JsonSerializer.Deserialize<T>(content, Strict) ?? throw new InvalidDataException("A part of it says nothing.");
}
