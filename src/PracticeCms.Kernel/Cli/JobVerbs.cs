using System.CommandLine;
using PracticeCms.Cli;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;

namespace PracticeCms.Kernel.Cli;

/// <summary><c>jobs list</c>: background work that waits for a person.</summary>
internal sealed class ListJobsVerb : ICliVerb
{
    public string Path => "jobs list";
    public string Description => "List background work that has stopped and waits for a person.";

    public void Describe(Command command)
    {
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(async services =>
    {
        var open = await services.GetRequiredService<KernelDb>().Set<Incident>().AsNoTracking()
            .Where(i => i.State == IncidentState.Open).OrderBy(i => i.RaisedAt).Take(200).ToListAsync(ct);
        run.Result(
            new { incidents = open.Select(i => new { id = i.Id, kind = i.Kind, sentence = i.Sentence, raisedAt = i.RaisedAt.ToString() }) },
            open.Select(i => $"{i.Id}  {i.RaisedAt}  {i.Sentence}").DefaultIfEmpty("Nothing has stopped."));
        return ExitCodes.Ok;
    });
}

/// <summary><c>jobs retry ID</c>: does it once more.</summary>
internal sealed class RetryJobVerb : ICliVerb
{
    private readonly Argument<Guid> id = new("id") { Description = "The id that jobs list shows." };

    public string Path => "jobs retry";
    public string Description => "Have stopped background work done once more.";

    public void Describe(Command command) => command.Add(id);

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(async services =>
    {
        var wanted = run.Arguments.GetRequiredValue(id);
        if ((await services.GetRequiredService<Incidents>().RetryAsync(wanted, ct)).Problem is { } problem)
        {
            return run.Fail(problem);
        }

        run.Result(new { retried = wanted }, "It is done again as soon as the practice runs.");
        return ExitCodes.Ok;
    });
}
