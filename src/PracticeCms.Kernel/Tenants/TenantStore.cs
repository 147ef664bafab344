using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace PracticeCms.Kernel.Tenants;

/// <summary>Where the host keeps everything it writes.</summary>
internal sealed record DataFolder(string Path)
{
    public string Tenant(string name) => System.IO.Path.Combine(Path, "Tenants", name);
}

/// <summary>Reads and writes tenant definitions; a file is replaced whole or not at all.</summary>
internal sealed partial class TenantStore(DataFolder data)
{
    public const string DefaultName = "Default";

    /// <summary>Touched with every change, so that other processes notice without reading every definition.</summary>
    public Instant ChangedAt => Instant.FromDateTimeUtc(File.GetLastWriteTimeUtc(Stamp));

    private string Stamp => Path.Combine(data.Path, "Tenants", "changed");

    public static bool IsValidName(string name) => NamePattern().IsMatch(name);

    public IReadOnlyList<TenantDefinition> Load()
    {
        var root = Path.Combine(data.Path, "Tenants");
        return Directory.Exists(root)
            ? Directory.GetDirectories(root).Select(d => Path.Combine(d, "tenant.json")).Where(File.Exists).Select(Read).OrderBy(t => t.Name, StringComparer.Ordinal).ToList()
            : [];
    }

    public void Save(TenantDefinition tenant)
    {
        var folder = data.Tenant(tenant.Name);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "tenant.json");
        var next = path + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(tenant, TenantJson.Default.TenantDefinition));
        File.Move(next, path, overwrite: true);
        File.WriteAllText(Stamp, tenant.Name);
    }

    public void Remove(string name)
    {
        var folder = data.Tenant(name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
            File.WriteAllText(Stamp, name);
        }
    }

    /// <summary>Moves a tenant's folder to where no start looks for it.</summary>
    public string PutAside(string name)
    {
        var aside = Path.Combine(data.Path, "deleted", $"{name}-{Ids.New():N}");
        Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
        Directory.Move(data.Tenant(name), aside);
        File.WriteAllText(Stamp, name);
        return aside;
    }

    public void PutBack(string aside, string name)
    {
        Directory.Move(aside, data.Tenant(name));
        File.WriteAllText(Stamp, name);
    }

    private static TenantDefinition Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), TenantJson.Default.TenantDefinition)!;
        }
        catch (JsonException)
        {
            return new TenantDefinition { Name = Path.GetFileName(Path.GetDirectoryName(path)!), State = TenantState.Invalid };
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,30}$")]
    private static partial Regex NamePattern();
}

/// <summary>Generated, because the definition is the first thing a start reads.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TenantDefinition))]
internal sealed partial class TenantJson : JsonSerializerContext;
