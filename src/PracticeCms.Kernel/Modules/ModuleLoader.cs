using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Extensions.DependencyModel;
using PracticeCms.Kernel.Packages;

namespace PracticeCms.Kernel.Modules;

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

    /// <summary>The highest version of each package is taken, if it is right to the last byte.</summary>
    public static (List<LoadedModule> Modules, List<RefusedModule> Refused) Dropped(PackageStore store)
    {
        var trust = TrustedSigners.Of(store);
        var loaded = new List<LoadedModule>();
        var refused = new List<RefusedModule>(trust.Unreadable);
        foreach (var id in store.Placed)
        {
            try
            {
                var module = store.Versions(id) is [var newest, ..] ? Load(store.Folder(id, newest), id, newest, trust) : PackageManifest.Wrong("The folder holds no version.");
                if (module.Problem is { } problem)
                {
                    refused.Add(new RefusedModule(id, problem.Message));
                }
                else
                {
                    loaded.Add(module.Value);
                }
            }
            catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or ReflectionTypeLoadException or UnauthorizedAccessException)
            {
                refused.Add(new RefusedModule(id, e.Message));
            }
        }

        return (loaded, refused);
    }

    private static Result<LoadedModule> Load(string folder, string id, string version, TrustedSigners trust)
    {
        var package = PackageFolder.Read(folder, id, version, trust);
        if (package.Problem is { } problem)
        {
            return problem;
        }

        var manifest = package.Value.Manifest;
        AssemblyLoadContext.Default.Resolving += (context, name) => manifest.Files.ContainsKey(name.Name + ".dll")
            ? context.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(folder, name.Name + ".dll")))
            : null;
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(folder, manifest.Assembly)));
        var module = LoadedModule.Read(assembly, new ModulePackage(package.Value.Sha256, package.Value.Signer));
        return module is null ? PackageManifest.Wrong($"{manifest.Assembly} carries no module manifest.")
            : module.Id != id ? PackageManifest.Wrong($"{manifest.Assembly} is the module '{module.Id}'.")
            : module with { Version = version };
    }
}
