using System.Text.Json;
using System.Text.Json.Nodes;
using PracticeCms.Kernel.Data;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Settings;

/// <summary>A document as it was read, with the version of its row; 0 where there was none.</summary>
internal sealed record KnownSettings(object Value, long Version);

/// <summary>
/// Settings of the current tenant. Inside a unit of work its own unsaved values are seen; others see them after the commit. What was read may be seconds
/// old: who changes by it what somebody else has changed meanwhile is refused, and undoes nothing.
/// </summary>
internal sealed class PracticeSettingsStore(KernelDb db, ITenant tenant, SettingsCache cache, IUnitOfWork unitOfWork, IAuditTrail audit) : ISettings
{
    private const int LongestValue = 200;

    private readonly HashSet<string> changed = new(StringComparer.Ordinal);

    /// <summary>Versions of what units of work have read here.</summary>
    private readonly Dictionary<string, long> versions = new(StringComparer.Ordinal);

    public async ValueTask<T> GetAsync<T>(CancellationToken ct = default)
        where T : class, new()
    {
        var name = typeof(T).Name;
        var own = unitOfWork.IsActive && changed.Contains(name);
        if (!own && cache.TryGet(tenant.Name, name, typeof(KnownSettings), out var kept) && kept is KnownSettings { Value: T value } known)
        {
            Note(name, known.Version);
            return value;
        }

        var generation = cache.Generation(tenant.Name);
        var row = await FindAsync(name, ct);
        var read = Document(row).Deserialize<T>(SettingsJson.Options) ?? new T();
        if (!own)
        {
            Note(name, VersionOf(row));
            cache.Keep(tenant.Name, name, new KnownSettings(read, VersionOf(row)), generation);
        }

        return read;
    }

    public Task SaveAsync<T>(T value, CancellationToken ct = default)
        where T : class, new() =>
        MergeAsync(typeof(T).Name, JsonSerializer.SerializeToNode(value, SettingsJson.Options)!.AsObject(), ct);

    /// <summary>The document as it stands, with members that no type of this build knows.</summary>
    public async Task<JsonObject> DocumentAsync(string name, CancellationToken ct) => Document(await FindAsync(name, ct));

    /// <summary>All documents by name, for the export.</summary>
    public async Task<IReadOnlyList<(string Name, JsonObject Document)>> AllAsync(CancellationToken ct) =>
        [.. (await db.Set<Setting>().AsNoTracking().OrderBy(s => s.Name).ToListAsync(ct)).Select(s => (s.Name, JsonNode.Parse(s.Json)!.AsObject()))];

    /// <summary>Sets the given members and keeps the others. Returns the names of those that changed.</summary>
    public async Task<IReadOnlyList<string>> MergeAsync(string name, JsonObject members, CancellationToken ct)
    {
        var row = await RowAsync(name, ct);
        if (!changed.Contains(name) && versions.TryGetValue(name, out var version) && version != VersionOf(row))
        {
            cache.Drop(tenant.Name);
            throw new DbUpdateConcurrencyException($"The settings '{name}' were changed after they were read.");
        }

        var document = Document(row);
        var before = document.DeepClone().AsObject();
        var differences = SettingsJson.Merge(document, members);
        if (differences.Count == 0 && row is not null)
        {
            return [];
        }

        if (row is null)
        {
            row = new Setting { Name = name };
            db.Add(row);
        }

        row.Json = document.ToJsonString(SettingsJson.Options);
        changed.Add(name);
        audit.Record("changed", "Setting", reason: $"{name}: {string.Join("; ", differences.Select(d => Change(d, before, document)))}");
        unitOfWork.AfterCommit(() =>
        {
            cache.Drop(tenant.Name);
            changed.Clear();
            versions.Clear();
            return Task.CompletedTask;
        });
        return differences;
    }

    /// <summary>What it was and what it is now; of a sealed secret no more than that it changed.</summary>
    private static string Change(string member, JsonObject before, JsonObject after) =>
        member.EndsWith("Sealed", StringComparison.OrdinalIgnoreCase) ? member : $"{member}: {Short(before[member])} -> {Short(after[member])}";

    private static string Short(JsonNode? value)
    {
        var text = value?.ToJsonString(SettingsJson.Options) ?? "nothing";
        return text.Length > LongestValue ? text.AtMost(LongestValue) + "..." : text;
    }

    /// <summary>The row to change. What an earlier unit of work of this scope has left in memory is read again.</summary>
    private async Task<Setting?> RowAsync(string name, CancellationToken ct)
    {
        var row = await db.Set<Setting>().FindAsync([name], ct);
        if (row is not null && !changed.Contains(name))
        {
            await db.Entry(row).ReloadAsync(ct);
        }

        return row;
    }

    private void Note(string name, long version)
    {
        if (unitOfWork.IsActive)
        {
            versions[name] = version;
        }
    }

    private static long VersionOf(Setting? row) => row?.Version ?? 0;

    private static JsonObject Document(Setting? row) => row is null ? [] : JsonNode.Parse(row.Json)!.AsObject();

    private async Task<Setting?> FindAsync(string name, CancellationToken ct) =>
        unitOfWork.IsActive && changed.Contains(name)
            ? await db.Set<Setting>().FindAsync([name], ct)
            : await db.Set<Setting>().AsNoTracking().FirstOrDefaultAsync(s => s.Name == name, ct);
}
