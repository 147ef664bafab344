using System.CommandLine;
using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Cli;

internal sealed class ListWorkflows : ICliVerb
{
    public string Path => "workflow list";
    public string Description => "Lists workflows with what runs and what has stopped.";

    public void Describe(Command command)
    {
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) =>
        run.InTenantAsync(async services =>
        {
            var db = services.GetRequiredService<WorkflowsDb>();
            var counts = await db.Workflows.GroupBy(w => new { w.TypeId, w.Status }).Select(g => new { g.Key.TypeId, g.Key.Status, Count = g.Count() }).ToListAsync(ct);
            var types = await db.Types.AsNoTracking().OrderBy(t => t.Name).ToListAsync(ct);
            var rows = types.Select(t => new
            {
                t.TypeKey,
                t.Name,
                t.IsEnabled,
                Version = t.CurrentNumber,
                Running = counts.Where(c => c.TypeId == t.Id && c.Status is (WorkflowStatus.Executing or WorkflowStatus.Halted)).Sum(c => c.Count),
                Faulted = counts.Where(c => c.TypeId == t.Id && c.Status == WorkflowStatus.Faulted).Sum(c => c.Count),
            }).ToList();
            run.Result(rows, rows.Select(r => $"{(r.IsEnabled ? "on " : "off")}  {r.Name}  (version {r.Version}, {r.Running} running, {r.Faulted} stopped)"));
            return ExitCodes.Ok;
        });
}
