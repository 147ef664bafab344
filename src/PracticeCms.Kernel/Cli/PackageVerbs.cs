using System.CommandLine;
using PracticeCms.Cli;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Packages;

namespace PracticeCms.Kernel.Cli;

/// <summary><c>module pack FOLDER</c>: for whoever makes a module; needs no practice.</summary>
internal sealed class PackModuleVerb : ICliVerb
{
    private readonly Argument<string> folder = new("folder") { Description = "A package's folder, or what a module's project was built to." };
    private readonly Option<string> file = new("--out") { Description = $"The file to write; ID-VERSION{PackageFile.Extension} here without." };
    private readonly Option<string> key = new("--key-file") { Description = "PEM file with the private key (ECDSA P-256) to sign with." };

    public string Path => "module pack";
    public string Description => "Make a package file of a module.";

    public void Describe(Command command)
    {
        command.Add(folder);
        command.Add(file);
        command.Add(key);
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var packed = PackModule.Execute(run.Arguments.GetRequiredValue(folder), run.Arguments.GetValue(file), run.Arguments.GetValue(key));
        if (packed.Problem is { } problem)
        {
            return Task.FromResult(run.Fail(problem));
        }

        var (path, manifest, sha256, keyHash) = packed.Value;
        run.Result(
            new { id = manifest.Id, version = manifest.Version, file = path, files = manifest.Files.Keys, sha256, key = keyHash },
            $"{path}: {manifest.Files.Count} files, {(keyHash is null ? "not signed" : $"signed by {keyHash}")}",
            $"module.json {sha256}");
        return Task.FromResult(ExitCodes.Ok);
    }
}

/// <summary><c>module add FILE</c>.</summary>
internal sealed class AddPackageVerb(AddPackage add) : ICliVerb
{
    private readonly Argument<string> file = new("file") { Description = $"The package, ID-VERSION{PackageFile.Extension}." };
    private readonly Option<bool> allowUnsigned = new("--allow-unsigned") { Description = "Where no key is trusted: take a package although nobody says who made it." };

    public string Path => "module add";
    public string Description => "Check a package file and place it; a start of the host loads it.";

    public void Describe(Command command)
    {
        command.Add(file);
        command.Add(allowUnsigned);
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var added = add.Execute(run.Arguments.GetRequiredValue(file), run.Arguments.GetValue(allowUnsigned));
        if (added.Problem is { } problem)
        {
            return Task.FromResult(run.Fail(problem));
        }

        var (package, changed) = added.Value;
        var (id, version) = (package.Manifest.Id, package.Manifest.Version);
        run.Result(
            new { id, version, sha256 = package.Sha256, signer = package.Signer, changed },
            changed ? $"Placed {id} {version}, {(package.Signer is null ? "not signed" : $"signed by {package.Signer}")}. Start the host again; then look: module show {id}." : $"{id} {version} is there already.");
        return Task.FromResult(ExitCodes.Ok);
    }
}

/// <summary><c>module list</c>.</summary>
internal sealed class ListModulesVerb(ModuleCatalog catalog, PackageStore store) : ICliVerb
{
    private sealed record Line(string Id, string Version, string State, string? Signer, string? Sha256, string? Why);

    public string Path => "module list";
    public string Description => "List the modules of this host and the packages that are placed.";

    public void Describe(Command command)
    {
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        List<Line> lines =
        [
            .. catalog.Modules.Where(m => m.Package is null).Select(m => new Line(m.Id, m.Version, "built-in", null, null, null)),
            .. store.Placed.SelectMany(id => store.Versions(id).Select((version, at) => Of(id, version, at == 0)).DefaultIfEmpty(Of(id, "", true))),
        ];
        run.Result(new { modules = lines }, lines.Select(l => $"{l.State,-8} {l.Id,-32} {l.Version,-10} {l.Why ?? (l.Sha256 is null ? "" : l.Signer is null ? "not signed" : $"signed by {l.Signer}")}".TrimEnd()));
        return Task.FromResult(ExitCodes.Ok);
    }

    // Of several versions the newest is taken or refused; the others only lie there.
    private Line Of(string id, string version, bool newest) =>
        !newest ? new Line(id, version, "older", null, null, null)
        : catalog.Module(id) is { Package: { } package } ? new Line(id, version, "package", package.Signer, package.Sha256, null)
        : new Line(id, version, "refused", null, null, catalog.Refused.FirstOrDefault(r => r.Id == id)?.Why);
}

/// <summary><c>module remove ID</c>.</summary>
internal sealed class RemovePackageVerb(RemovePackage remove) : ICliVerb
{
    private readonly Argument<string> id = new("id") { Description = "Id of the package." };
    private readonly Option<string> version = new("--version") { Description = "The one version to remove; all without." };

    public string Path => "module remove";
    public string Description => "Remove a package that no practice uses. Data stays.";

    public void Describe(Command command)
    {
        command.Add(id);
        command.Add(version);
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var module = run.Arguments.GetRequiredValue(id);
        var removed = await remove.ExecuteAsync(module, run.Arguments.GetValue(version), ct);
        if (removed.Problem is { } problem)
        {
            return run.Fail(problem);
        }

        run.Result(new { id = module, versions = removed.Value }, $"Removed {module} {string.Join(", ", removed.Value)}. What it kept stays; module purge {module} deletes it.");
        return ExitCodes.Ok;
    }
}
