using System.CommandLine;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyModel;
using Microsoft.Extensions.FileProviders;
using PracticeCms.Cli;

namespace PracticeCms.Kernel.Cli;

/// <summary><c>components</c>: what of others this host is made of; with <c>--json</c> a bill of materials (CycloneDX 1.6), which scanners read.</summary>
internal sealed class ComponentsVerb(IWebHostEnvironment environment) : ICliVerb
{
    private const string Vendored = "LICENSES.md";

    public string Path => "components";
    public string Description => "List the packages of others in this host; --json gives a CycloneDX bill of materials.";

    public void Describe(Command command)
    {
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var all = Packages().Concat(InTheBrowser(environment.WebRootFileProvider, "_content")).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase).ToList();
        run.Result(
            new
            {
                bomFormat = "CycloneDX",
                specVersion = "1.6",
                version = 1,
                metadata = new { component = new { type = "application", name = "PracticeCms", version = typeof(ComponentsVerb).Assembly.GetName().Version!.ToString(3) } },
                components = all.Select(c => new { type = "library", name = c.Name, version = c.Version, purl = c.Purl, hashes = c.Sha512 is null ? [] : new[] { new { alg = "SHA-512", content = c.Sha512 } } }),
            },
            all.Select(c => $"{c.Name,-60} {c.Version}"));
        return Task.FromResult(ExitCodes.Ok);
    }

    private static IEnumerable<Component> Packages() => DependencyContext.Default!.RuntimeLibraries.Where(l => l.Type == "package").Select(l =>
        new Component(l.Name, l.Version, $"pkg:nuget/{l.Name}@{l.Version}", l.Hash is ['s', 'h', 'a', '5', '1', '2', '-', .. var hash] ? Convert.ToHexStringLower(Convert.FromBase64String(hash)) : null));

    /// <summary>Style sheets, icons and fonts, by the lists that lie beside them.</summary>
    private static IEnumerable<Component> InTheBrowser(IFileProvider files, string folder) => files.GetDirectoryContents(folder).SelectMany(f =>
        f.IsDirectory ? InTheBrowser(files, $"{folder}/{f.Name}") : f.Name == Vendored ? Listed(f) : []);

    private static IEnumerable<Component> Listed(IFileInfo list)
    {
        using var reader = new StreamReader(list.CreateReadStream());
        return reader.ReadToEnd().Split('\n').Select(l => l.Split('|', StringSplitOptions.TrimEntries)).Where(c => c.Length >= 4 && c[3].Length > 0 && char.IsAsciiDigit(c[3][0]))
            .Select(c => (Name: c[2].Split(' ')[0], Version: c[3])).Distinct().Select(c => new Component(c.Name, c.Version, $"pkg:npm/{c.Name.Replace("@", "%40", StringComparison.Ordinal)}@{c.Version}", null)).ToList();
    }

    private sealed record Component(string Name, string Version, string Purl, string? Sha512);
}
