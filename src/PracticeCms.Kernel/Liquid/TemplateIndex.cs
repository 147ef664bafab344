using System.Collections.Concurrent;
using System.Reflection;
using DotLiquid;
using PracticeCms.Modules.Manifest;

namespace PracticeCms.Kernel.Liquid;

/// <summary>A template that a module or theme ships.</summary>
internal sealed record ShippedTemplate(string Name, string ModuleId, bool IsTheme, string Source);

/// <summary>All templates embedded in modules and themes, read once, and parsed texts by their source.</summary>
internal sealed class TemplateIndex
{
    private const int MaxParsed = 2_000;

    /// <summary>In characters of source. A text of nothing but tags has some hundred bytes for each of them.</summary>
    internal const int MaxKeptLength = 4_000_000;
    private readonly Lock gate = new();
    private readonly Lazy<ILookup<string, ShippedTemplate>> shipped;
    private readonly ConcurrentDictionary<string, Template> parsed = new(StringComparer.Ordinal);

    public TemplateIndex() => shipped = new(() => ReadAll(ModuleAssemblies()));

    internal int KeptLength { get; private set; }

    public IEnumerable<ShippedTemplate> All => shipped.Value.SelectMany(t => t);

    public IEnumerable<ShippedTemplate> Find(string name) => shipped.Value[name];

    public Template Parse(string source)
    {
        if (parsed.TryGetValue(source, out var template))
        {
            return template;
        }

        template = LiquidLibrary.Parse(source);
        Keep(source, template);
        return template;
    }

    // Sources come from the tenants' editors too, so the cache must not grow with them.
    private void Keep(string source, Template template)
    {
        lock (gate)
        {
            if (parsed.Count >= MaxParsed || KeptLength + source.Length > MaxKeptLength)
            {
                parsed.Clear();
                KeptLength = 0;
            }

            if (source.Length <= MaxKeptLength && parsed.TryAdd(source, template))
            {
                KeptLength += source.Length;
            }
        }
    }

    /// <summary>
    /// <c>Booking/book.liquid</c> of PracticeCms.Scheduling is <c>scheduling/booking/book</c>; themes and the folders <c>mail</c> and
    /// <c>print</c> have no prefix.
    /// </summary>
    internal static string NameOf(string resource, string moduleId, bool isTheme)
    {
        var path = resource[..^".liquid".Length].Replace('\\', '/').ToLowerInvariant();
        var shared = path.StartsWith("mail/", StringComparison.Ordinal) || path.StartsWith("print/", StringComparison.Ordinal);
        return isTheme || shared ? path : $"{moduleId[(moduleId.LastIndexOf('.') + 1)..].ToLowerInvariant()}/{path}";
    }

    private static ILookup<string, ShippedTemplate> ReadAll(IEnumerable<Assembly> assemblies) =>
        assemblies.SelectMany(Read).ToLookup(t => t.Name, StringComparer.Ordinal);

    private static IEnumerable<Assembly> ModuleAssemblies() =>
        AppDomain.CurrentDomain.GetAssemblies()
            .Where(a => !a.IsDynamic && a.IsDefined(typeof(ModuleAttribute), false))
            .OrderBy(a => a.FullName, StringComparer.Ordinal);

    private static IEnumerable<ShippedTemplate> Read(Assembly assembly)
    {
        var module = assembly.GetCustomAttribute<ModuleAttribute>()!;
        var id = module.Id.Length > 0 ? module.Id : assembly.GetName().Name!;
        foreach (var resource in assembly.GetManifestResourceNames().Where(r => r.EndsWith(".liquid", StringComparison.OrdinalIgnoreCase)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return new ShippedTemplate(NameOf(resource, id, module is ThemeAttribute), id, module is ThemeAttribute, reader.ReadToEnd());
        }
    }
}
