using System.CommandLine;
using PracticeCms.Cli;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Cli;

internal sealed class ListFeaturesVerb : ICliVerb
{
    public string Path => "feature list";
    public string Description => "List all features and which are on.";

    public void Describe(Command command)
    {
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(services =>
    {
        var features = services.GetRequiredService<IFeatures>();
        run.Result(
            new { features = features.All.Select(f => new { id = f.Id, name = f.Name, enabled = features.IsEnabled(f.Id), dependencies = f.Dependencies }) },
            features.All.Select(f => $"{(features.IsEnabled(f.Id) ? "on " : "off")} {f.Id,-32} {f.Description}"));
        return Task.FromResult(ExitCodes.Ok);
    });
}

/// <summary><c>feature enable ID...</c>, and its opposite.</summary>
internal class EnableFeatureVerb : ICliVerb
{
    private readonly Argument<string[]> ids = new("id") { Description = "Ids of features.", Arity = ArgumentArity.OneOrMore };

    public virtual string Path => "feature enable";
    public virtual string Description => "Switch features on, with all they depend on.";

    public void Describe(Command command) => command.Add(ids);

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(async services =>
    {
        var wanted = run.Arguments.GetRequiredValue(ids);
        var features = services.GetRequiredService<IFeatures>();
        if ((await UnknownAsync(services, [.. wanted.Where(id => features.All.All(f => !f.Id.Equals(id, StringComparison.OrdinalIgnoreCase)))], ct)).FirstOrDefault() is { } unknown)
        {
            return run.Fail(Problem.NotFound($"The feature '{unknown}'"));
        }

        var changed = await services.GetRequiredService<IUnitOfWork>().RunAsync(token => SwitchAsync(features, wanted, token), ct);
        run.Result(new { changed }, changed.DefaultIfEmpty("Nothing to change."));
        return ExitCodes.Ok;
    });

    protected virtual Task<IEnumerable<string>> UnknownAsync(IServiceProvider services, string[] ids, CancellationToken ct) => Task.FromResult(ids.AsEnumerable());

    protected virtual Task<IReadOnlyList<string>> SwitchAsync(IFeatures features, IEnumerable<string> wanted, CancellationToken ct) => features.EnableAsync(wanted, ct);
}

internal sealed class DisableFeatureVerb : EnableFeatureVerb
{
    public override string Path => "feature disable";
    public override string Description => "Switch features off, with all that depend on them. Data stays.";

    // A feature may still be on whose package was refused or taken away.
    protected override async Task<IEnumerable<string>> UnknownAsync(IServiceProvider services, string[] ids, CancellationToken ct) =>
        ids.Except(await services.GetRequiredService<KernelDb>().Set<EnabledFeature>().Where(f => ids.Contains(f.Id)).Select(f => f.Id).ToListAsync(ct));

    protected override Task<IReadOnlyList<string>> SwitchAsync(IFeatures features, IEnumerable<string> wanted, CancellationToken ct) => features.DisableAsync(wanted, ct);
}

/// <summary><c>migrate</c>: brings the tables of every running practice up to date.</summary>
internal sealed class MigrateVerb(TenantRegistry registry, TenantStarter starter) : ICliVerb
{
    public string Path => "migrate";
    public string Description => "Bring the tables of every practice up to date.";

    public void Describe(Command command)
    {
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var failed = new List<string>();
        foreach (var shell in registry.All.Where(t => t.Definition.State == TenantState.Running).OrderBy(t => t.Definition.Name, StringComparer.Ordinal))
        {
            try
            {
                await starter.EnsureStartedAsync(shell);
                run.Progress($"{shell.Definition.Name}: {(shell.Newer.Count == 0 ? "up to date" : $"newer than this program: {string.Join(", ", shell.Newer)}")}");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed.Add(shell.Definition.Name);
                run.Progress($"{shell.Definition.Name}: {e.GetBaseException().Message}");
            }
        }

        run.Result(new { tenants = registry.All.Count, failed }, $"{registry.All.Count - failed.Count} up to date, {failed.Count} failed.");
        return failed.Count == 0 ? ExitCodes.Ok : ExitCodes.External;
    }
}
