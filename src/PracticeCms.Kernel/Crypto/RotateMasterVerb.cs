using System.CommandLine;
using PracticeCms.Cli;

namespace PracticeCms.Kernel.Crypto;

/// <summary><c>keys rotate-master</c>: with the host stopped, because a running one has the key that goes.</summary>
internal sealed class RotateMasterVerb(RotateMaster rotate) : ICliVerb
{
    public string Path => "keys rotate-master";
    public string Description => "Put the keys of all practices under a new master key. Stop the host first.";

    public void Describe(Command command)
    {
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var result = await rotate.ExecuteAsync(Environment.GetEnvironmentVariable(MasterKey.Variable), Environment.GetEnvironmentVariable(MasterKeyRotation.NewVariable), ct);
        if (result.Problem is { } problem)
        {
            return run.Fail(problem);
        }

        var (before, after, practices) = result.Value;
        run.Result(
            new { before, after, practices },
            $"The master key {after} took the place of {before} in {practices} practices. Make a backup: those from before need the key from before, which they carry.");
        return ExitCodes.Ok;
    }
}
