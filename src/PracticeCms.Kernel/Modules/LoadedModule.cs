using System.Reflection;
using PracticeCms.Modules.Manifest;

namespace PracticeCms.Kernel.Modules;

/// <summary>An assembly with a manifest, its features and its startups.</summary>
/// <param name="Package">Null where the host was built with it.</param>
internal sealed record LoadedModule(
    string Id,
    string Version,
    string Author,
    Assembly Assembly,
    bool IsTheme,
    ModulePackage? Package,
    IReadOnlyList<FeatureInfo> Features,
    IReadOnlyList<Type> Startups)
{
    public static LoadedModule? Read(Assembly assembly, ModulePackage? package)
    {
        var module = assembly.GetCustomAttributes<ModuleAttribute>().SingleOrDefault();
        if (module is null)
        {
            return null;
        }

        var id = module.Id.Length > 0 ? module.Id : assembly.GetName().Name!;
        var declared = assembly.GetCustomAttributes<PracticeCms.Modules.Manifest.FeatureAttribute>().Where(f => f is not ModuleAttribute).ToList();
        var features = declared.Prepend(module)
            .Select(f => ToFeature(f, f == module ? id : f.Id, id, module))
            .ToList();
        var startups = assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsClass: true } && typeof(StartupBase).IsAssignableFrom(t))
            .ToList();
        return new LoadedModule(id, module.Version, module.Author, assembly, module is ThemeAttribute, package, features, startups);
    }

    /// <summary>The feature that a type of this assembly belongs to, and those it needs besides.</summary>
    public IReadOnlyList<string> FeaturesOf(Type type)
    {
        var own = type.GetCustomAttribute<PracticeCms.Modules.FeatureAttribute>()?.Id ?? Id;
        var required = type.GetCustomAttribute<RequireFeaturesAttribute>()?.Features ?? [];
        return [own, .. required];
    }

    private static FeatureInfo ToFeature(PracticeCms.Modules.Manifest.FeatureAttribute feature, string id, string moduleId, ModuleAttribute module) => new(
        id,
        feature.Name.Length > 0 ? feature.Name : id,
        feature.Description,
        feature.Category.Length > 0 ? feature.Category : module.Category,
        moduleId,
        module.Version,
        feature.Dependencies,
        feature.IsAlwaysEnabled,
        feature.EnabledByDependencyOnly,
        feature.DefaultTenantOnly,
        module is ThemeAttribute);
}

/// <summary>Says what is wrong with the manifests, naming every id involved.</summary>
internal sealed class ManifestException(string message) : Exception(message);
