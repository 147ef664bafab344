using System.Text.Json;
using System.Text.Json.Nodes;
using PracticeCms.Kernel.Data;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Settings;

/// <summary>
/// Settings of the current tenant. Inside a unit of work its own unsaved values are seen; others see them after the commit.
/// </summary>
internal sealed class PracticeSettingsStore(KernelDb db, ITenant tenant, SettingsCache cache, IUnitOfWork unitOfWork, IAuditTrail audit) : ISettings
{
    private const int LongestValue = 200;

    private readonly HashSet<string> changed = new(StringComparer.Ordinal);

    public async ValueTask<T> GetAsync<T>(CancellationToken ct = default)
        where T : class, new()
    {
        var name = typeof(T).Name;
        var own = unitOfWork.IsActive && changed.Contains(name);
        if (!own && cache.TryGet(tenant.Name, name, typeof(T), out var value))
        {
            return (T)value;
        }

        var generation = cache.Generation(tenant.Name);
        var read = (await DocumentAsync(name, ct)).Deserialize<T>(SettingsJson.Options) ?? new T();
        if (!own)
        {
            cache.Keep(tenant.Name, name, read, generation);
        }

        return read;
    }

    public Task SaveAsync<T>(T value, CancellationToken ct = default)
        where T : class, new() =>
        MergeAsync(typeof(T).Name, JsonSerializer.SerializeToNode(value, SettingsJson.Options)!.AsObject(), ct);

    /// <summary>The document as it stands, with members that no type of this build knows.</summary>
    public async Task<JsonObject> DocumentAsync(string name, CancellationToken ct)
    {
        var row = await FindAsync(name, ct);
        return row is null ? [] : JsonNode.Parse(row.Json)!.AsObject();
    }

    /// <summary>All documents by name, for the export.</summary>
    public async Task<IReadOnlyList<(string Name, JsonObject Document)>> AllAsync(CancellationToken ct) =>
        [.. (await db.Set<Setting>().AsNoTracking().OrderBy(s => s.Name).ToListAsync(ct)).Select(s => (s.Name, JsonNode.Parse(s.Json)!.AsObject()))];

    /// <summary>Sets the given members and keeps the others. Returns the names of those that changed.</summary>
    public async Task<IReadOnlyList<string>> MergeAsync(string name, JsonObject members, CancellationToken ct)
    {
        var row = await FindAsync(name, ct);
        var document = row is null ? [] : JsonNode.Parse(row.Json)!.AsObject();
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
        row.Version++;
        changed.Add(name);
        audit.Record("changed", "Setting", reason: $"{name}: {string.Join("; ", differences.Select(d => Change(d, before, document)))}");
        unitOfWork.AfterCommit(() =>
        {
            cache.Drop(tenant.Name);
            changed.Clear();
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

    private async Task<Setting?> FindAsync(string name, CancellationToken ct) =>
        unitOfWork.IsActive
            ? await db.Set<Setting>().FindAsync([name], ct)
            : await db.Set<Setting>().AsNoTracking().FirstOrDefaultAsync(s => s.Name == name, ct);
}
