using System.CommandLine;
using PracticeCms.Cli;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Crypto;

/// <summary><c>keys show</c>.</summary>
internal sealed class ShowKeysVerb : ICliVerb
{
    public string Path => "keys show";
    public string Description => "Say which version of the practice's key is used, and how many keys an older one still wraps.";

    public void Describe(Command command)
    {
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(async services =>
    {
        var state = await services.GetRequiredService<IPracticeKeys>().StateAsync(ct);
        run.Result(
            new { version = state.Version, since = state.Since.ToString(), masterKey = state.MasterKeyId, clientKeys = state.ClientKeys, erased = state.Erased, waiting = state.Waiting },
            $"Version {state.Version} since {state.Since}, wrapped by master key {state.MasterKeyId}. {state.ClientKeys} clients have a key, {state.Erased} were erased, {state.Waiting} keys wait to be wrapped anew.");
        return ExitCodes.Ok;
    });
}

/// <summary><c>keys rotate</c>: beside a running host, or without one.</summary>
internal sealed class RotateKeysVerb : ICliVerb
{
    public string Path => "keys rotate";
    public string Description => "Make a new version of the practice's key and wrap all keys with it, while the practice is used.";

    public void Describe(Command command)
    {
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(async services =>
    {
        var version = await services.GetRequiredService<IPracticeKeys>().RotateAsync(ct);
        var wrapped = await services.GetRequiredService<RewrapKeys>().ExecuteAsync(done => run.Progress($"{done} keys"), ct);
        run.Result(new { version, wrapped }, $"Version {version} of the practice's key wraps {wrapped} keys anew.");
        return ExitCodes.Ok;
    });
}
