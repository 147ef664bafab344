using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using PracticeCms.Kernel.Modules;

namespace PracticeCms.UnitTests.Architecture;

/// <summary>The rules of the house, read from what was built and from the sources.</summary>
public sealed partial class HouseTests
{
    private const int MostLines = 500;

    private static readonly Type[] Bases =
    [
        typeof(IComponent), typeof(PracticeCms.Modules.StartupBase), typeof(PracticeCms.Data.DataMigration), typeof(PracticeCms.Access.IPermissionProvider), typeof(PracticeCms.Workflows.Activity),
    ];

    private static readonly IReadOnlyList<LoadedModule> Modules = ModuleLoader.BuiltIn();
    internal static readonly string Root = AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal)];

    [Fact]
    public void Of_another_module_only_its_contracts_are_used()
    {
        var names = Modules.Where(m => !m.IsTheme).Select(m => m.Assembly.GetName().Name!).ToHashSet();

        Assert.Empty(Modules.SelectMany(m => References(m.Assembly)
            .Where(r => names.Contains(r.Assembly) && !r.Type.Contains(".Contracts.", StringComparison.Ordinal))
            .Select(r => $"{m.Id} uses {r.Type}")));
    }

    [Fact]
    public void A_module_refers_to_no_module_that_its_manifest_does_not_need()
    {
        var byName = Modules.ToDictionary(m => m.Assembly.GetName().Name!, m => m);

        Assert.Empty(Modules.SelectMany(m => m.Assembly.GetReferencedAssemblies()
            .Where(r => byName.ContainsKey(r.Name!) && !Needs(m).Contains(byName[r.Name!].Id))
            .Select(r => $"{m.Id} refers to {r.Name}")));

        // A second startup may ask for more than the feature itself needs.
        static HashSet<string> Needs(LoadedModule module) => [.. module.Features.SelectMany(f => f.Dependencies), .. module.Startups.SelectMany(module.FeaturesOf)];
    }

    [Fact]
    public void The_kernel_is_known_to_the_host_and_to_tests_alone() =>
        Assert.Empty(Modules.Where(m => m.Assembly.GetReferencedAssemblies().Any(r => r.Name is "PracticeCms.Kernel" or "PracticeHost")).Select(m => m.Id));

    [Fact]
    public void A_module_shows_its_contracts_and_what_a_framework_must_see()
    {
        var types = Modules.Where(m => !m.IsTheme).SelectMany(m => m.Assembly.GetExportedTypes()).ToList();
        var seen = new HashSet<Type>();
        foreach (var type in types.Where(MayBePublic))
        {
            See(type, seen);
        }

        var more = types.Where(t => !seen.Contains(t) && !t.IsNested).Select(t => t.FullName).ToList();
        Assert.True(more.Count == 0, string.Join('\n', more));
    }

    [Fact]
    public void No_file_is_longer_than_a_person_reads() => Assert.Empty(
        Sources("*.cs").Concat(Sources("*.razor")).Concat(Sources("*.js")).Where(f => File.ReadLines(f).Count() > MostLines).Select(Relative));

    [Fact]
    public void Money_knows_no_binary_fractions() => Assert.Empty(
        Sources("*.cs").Concat(Sources("*.razor"))
            .Where(f => Relative(f).Contains("Billing", StringComparison.Ordinal) || Path.GetFileName(f) is "Money.cs" or "Currency.cs")
            .Where(f => BinaryFraction().IsMatch(File.ReadAllText(f)))
            .Select(Relative));

    [Fact]
    public void Every_permission_guards_something()
    {
        var sources = Sources("*.cs").Concat(Sources("*.razor")).Where(f => !Relative(f).StartsWith("tests", StringComparison.Ordinal)).ToDictionary(f => f, File.ReadAllText);
        var declared = sources.SelectMany(s => DeclaredPermission().Matches(s.Value).Select(m => (File: s.Key, Property: m.Groups[1].Value, Name: m.Groups[2].Value))).ToList();

        // Who only gives it to roles asks nobody for it.
        bool IsAskedFor((string File, string Property, string Name) permission) => sources.Any(s => s.Key != permission.File && Path.GetFileName(s.Key) != "Roles.cs"
            && (s.Value.Contains($"ermissions.{permission.Property}", StringComparison.Ordinal) || s.Value.Contains($"\"{permission.Name}\"", StringComparison.Ordinal)));
        Assert.NotEmpty(declared);
        Assert.Empty(declared.Where(d => !IsAskedFor(d)).Select(d => d.Name));
    }

    private static bool MayBePublic(Type type) =>
        type.Namespace!.Split('.').Contains("Contracts")
        || Bases.Any(b => b.IsAssignableFrom(type))
        || type.Name.EndsWith("Settings", StringComparison.Ordinal) || type.Name.EndsWith("Policy", StringComparison.Ordinal);

    /// <summary>A component is public, and so is what it takes and shows.</summary>
    private static void See(Type type, HashSet<Type> seen)
    {
        if (type.IsGenericType || type.IsArray)
        {
            (type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments()).ToList().ForEach(t => See(t, seen));
        }
        else if (Modules.Any(m => m.Assembly == type.Assembly) && seen.Add(type))
        {
            type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(p => p.PropertyType).Concat(type.BaseType is { } parent ? [parent] : []).ToList().ForEach(t => See(t, seen));
        }
    }

    private static List<(string Assembly, string Type)> References(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Where(t => t.ResolutionScope.Kind == HandleKind.AssemblyReference)
            .Select(t => (
                metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)t.ResolutionScope).Name),
                $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}"))];
    }

    internal static IEnumerable<string> Sources(string pattern) => new[] { "src", "modules", "themes", "samples", "tests" }
        .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root, f), pattern, SearchOption.AllDirectories))
        .Where(f => !Relative(f).Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj" or "vendor" or "lib"));

    private static string Relative(string file) => Path.GetRelativePath(Root, file);

    [GeneratedRegex("Permission (\\w+) \\{ get; \\} =\\s*new\\(\"(\\w+)\"")]
    private static partial Regex DeclaredPermission();

    [GeneratedRegex(@"\b(double|float)\b(?!-)")]
    private static partial Regex BinaryFraction();
}
