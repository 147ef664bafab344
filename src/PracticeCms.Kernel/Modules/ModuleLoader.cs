using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyModel;

namespace PracticeCms.Kernel.Modules;

/// <summary>What a dropped-in package says of itself in <c>module.json</c>: each file with its SHA-256.</summary>
internal sealed record PackageManifest(string Id, string Version, string Assembly, IReadOnlyDictionary<string, string> Files);

/// <summary>Finds modules: projects that the host references, and packages under the data folder.</summary>
internal static class ModuleLoader
{
    public static IReadOnlyList<LoadedModule> BuiltIn() =>
        (DependencyContext.Default?.RuntimeLibraries ?? [])
            .Where(l => string.Equals(l.Type, "project", StringComparison.OrdinalIgnoreCase))
            .Select(l => l.Name)
            .Where(n => File.Exists(Path.Combine(AppContext.BaseDirectory, n + ".dll")))
            .Order(StringComparer.Ordinal)
            .Select(n => AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(n)))
            .Select(a => LoadedModule.Read(a, null))
            .OfType<LoadedModule>()
            .ToList();

    /// <summary>Packages lie at <c>Modules/ID/VERSION/</c>; the highest version of each is taken.</summary>
    public static (List<LoadedModule> Modules, List<RefusedModule> Refused) Dropped(string dataFolder)
    {
        var loaded = new List<LoadedModule>();
        var refused = new List<RefusedModule>();
        var root = Path.Combine(dataFolder, "Modules");
        foreach (var folder in Directory.Exists(root) ? Directory.GetDirectories(root).Order(StringComparer.Ordinal).ToArray() : [])
        {
            var id = Path.GetFileName(folder);
            var newest = Directory.GetDirectories(folder).MaxBy(d => Version.TryParse(Path.GetFileName(d), out var v) ? v : new Version(0, 0));
            try
            {
                loaded.Add(newest is null ? throw new InvalidDataException("The folder holds no version.") : Load(id, newest));
            }
            catch (JsonException e)
            {
                refused.Add(new RefusedModule(id, $"Its module.json is not JSON as it should be: {e.Message}"));
            }
            catch (Exception e) when (e is IOException or InvalidDataException or BadImageFormatException or TypeLoadException or ReflectionTypeLoadException or UnauthorizedAccessException)
            {
                refused.Add(new RefusedModule(id, e.Message));
            }
        }

        return (loaded, refused);
    }

    private static LoadedModule Load(string id, string folder)
    {
        var path = Path.Combine(folder, "module.json");
        if (!File.Exists(path))
        {
            throw new InvalidDataException("The package has no module.json.");
        }

        var manifest = JsonSerializer.Deserialize<PackageManifest>(File.ReadAllText(path), JsonSerializerOptions.Web);
        if (manifest is not { Id: not null, Assembly: not null, Files: not null })
        {
            throw new InvalidDataException("module.json must have id, version, assembly and files.");
        }

        if (!string.Equals(manifest.Id, id, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"module.json is for '{manifest.Id}', but lies in the folder of '{id}'.");
        }

        Verify(manifest, folder);
        AssemblyLoadContext.Default.Resolving += (context, name) => manifest.Files.ContainsKey(name.Name + ".dll")
            ? context.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(folder, name.Name + ".dll")))
            : null;
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(folder, manifest.Assembly)));
        return LoadedModule.Read(assembly, folder) ?? throw new InvalidDataException($"{manifest.Assembly} carries no module manifest.");
    }

    private static void Verify(PackageManifest manifest, string folder)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        foreach (var (name, expected) in manifest.Files)
        {
            var file = Path.GetFullPath(Path.Combine(folder, name));
            if (!file.StartsWith(root, StringComparison.Ordinal) || !File.Exists(file))
            {
                throw new InvalidDataException($"The file '{name}' of module.json is missing.");
            }

            if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), expected, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException($"The file '{name}' is not the one module.json describes (SHA-256 differs).");
            }
        }

        var extra = Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories)
            .FirstOrDefault(f => !manifest.Files.ContainsKey(Path.GetRelativePath(folder, f).Replace('\\', '/')));
        if (extra is not null)
        {
            throw new InvalidDataException($"The file '{Path.GetFileName(extra)}' is not listed in module.json.");
        }
    }
}
