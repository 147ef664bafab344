using System.CommandLine;
using System.Globalization;
using PracticeCms.Cli;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Cli;

/// <summary>Verbs that name a tenant and run in the default one, where what they do is audited.</summary>
internal abstract class TenantVerb : ICliVerb
{
    private readonly Argument<string> tenant = new("tenant") { Description = "Name of the tenant." };

    public abstract string Path { get; }
    public abstract string Description { get; }

    public virtual void Describe(Command command) => command.Add(tenant);

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => InDefaultAsync(run, tenants => RunAsync(run, tenants, run.Arguments.GetRequiredValue(tenant), ct));

    protected abstract Task<int> RunAsync(ICliRun run, ITenants tenants, string name, CancellationToken ct);

    public static Task<int> InDefaultAsync(ICliRun run, Func<ITenants, Task<int>> work) =>
        run.TenantName == TenantStore.DefaultName
            ? run.InTenantAsync(services => work(services.GetRequiredService<ITenants>()))
            : Task.FromResult(run.Fail(Problem.Invalid("tenant", "Tenants are managed from the default tenant; leave --tenant out.")));

    protected static int Say(ICliRun run, Result result, string name, string done)
    {
        if (result.Problem is { } problem)
        {
            return run.Fail(problem);
        }

        run.Result(new { tenant = name, done }, $"The tenant {name} is {done}.");
        return ExitCodes.Ok;
    }
}

internal sealed class SuspendTenantVerb : TenantVerb
{
    public override string Path => "tenant suspend";
    public override string Description => "Sign everybody out of a practice and rest it; its data stays.";

    protected override async Task<int> RunAsync(ICliRun run, ITenants tenants, string name, CancellationToken ct) => Say(run, await tenants.SuspendAsync(name, ct), name, "suspended");
}

internal sealed class ResumeTenantVerb : TenantVerb
{
    public override string Path => "tenant resume";
    public override string Description => "Let a suspended practice run again.";

    protected override async Task<int> RunAsync(ICliRun run, ITenants tenants, string name, CancellationToken ct) => Say(run, await tenants.ResumeAsync(name, ct), name, "running");
}

/// <summary><c>tenant set NAME</c>: where it answers.</summary>
internal sealed class SetTenantVerb : TenantVerb
{
    private readonly Option<string?> hosts = new("--hosts") { Description = "Host names, comma separated; empty for any." };
    private readonly Option<string?> prefix = new("--prefix") { Description = "First path segment; empty for none." };
    private readonly Option<string?> address = new("--address") { Description = "Absolute address of the practice's pages." };

    public override string Path => "tenant set";
    public override string Description => "Change host names, prefix and address of a practice.";

    public override void Describe(Command command)
    {
        base.Describe(command);
        command.Add(hosts);
        command.Add(prefix);
        command.Add(address);
    }

    protected override async Task<int> RunAsync(ICliRun run, ITenants tenants, string name, CancellationToken ct)
    {
        var change = new TenantChange(name)
        {
            Hosts = run.Arguments.GetValue(hosts)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Prefix = run.Arguments.GetValue(prefix),
            Address = run.Arguments.GetValue(address),
        };
        return Say(run, await tenants.ChangeAsync(change, ct), name, "set");
    }
}

internal sealed class DeleteTenantVerb : TenantVerb
{
    private readonly Option<string> confirm = new("--confirm") { Description = "The tenant's name once more.", Required = true };
    private readonly Option<bool> without = new("--without-backup") { Description = "Where there is no recovery key: keep nothing." };

    public override string Path => "tenant delete";
    public override string Description => "Seal a practice into a backup and delete it.";

    public override void Describe(Command command)
    {
        base.Describe(command);
        command.Add(confirm);
        command.Add(without);
    }

    protected override async Task<int> RunAsync(ICliRun run, ITenants tenants, string name, CancellationToken ct)
    {
        var deleted = await tenants.DeleteAsync(new TenantDeletion(name, run.Arguments.GetRequiredValue(confirm)) { WithoutBackup = run.Arguments.GetValue(without) }, ct);
        if (deleted.Problem is { } problem)
        {
            return run.Fail(problem);
        }

        run.Result(new { tenant = name, backup = deleted.Value }, deleted.Value.Length > 0 ? $"The tenant {name} is deleted. Its backup: {deleted.Value}" : $"The tenant {name} is deleted. No backup was made.");
        return ExitCodes.Ok;
    }
}

/// <summary><c>tenant usage</c>: measures all practices and shows what each holds.</summary>
internal sealed class TenantUsageVerb : ICliVerb
{
    private readonly Option<bool> last = new("--last") { Description = "Show what was measured last, without measuring." };

    public string Path => "tenant usage";
    public string Description => "Measure what each practice holds.";

    public void Describe(Command command) => command.Add(last);

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => TenantVerb.InDefaultAsync(run, async tenants =>
    {
        if (!run.Arguments.GetValue(last))
        {
            await tenants.GatherUsageAsync(ct);
        }

        var all = tenants.List().Where(t => t.Usage is not null).ToList();
        run.Result(
            new { tenants = all.Select(t => new { name = t.Name, usage = t.Usage }) },
            all.Select(t => string.Create(
                CultureInfo.InvariantCulture,
                $"{t.Name,-31} {t.Usage!.StorageBytes / 1e6,9:0.0} MB  {string.Join(", ", t.Usage.Figures.Select(f => $"{f.Value} {f.Key}"))}  last used {t.Usage.LastActivity?.ToString() ?? "never"}  {t.Usage.Failure}")));
        return ExitCodes.Ok;
    });
}
