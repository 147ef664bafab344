using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using PracticeCms.Workflows.Running;
using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows.Engine;

/// <summary>Opens workflows with the version they began with, and makes the contexts that activities see.</summary>
internal sealed class WorkflowStore(WorkflowsDb db, IServiceProvider services, IWorkflowEvaluator evaluator)
{
    // Versions never change, so that what was parsed once stays right; the limit keeps old ones from piling up.
    private const int Remembered = 500;
    private static readonly ConcurrentDictionary<Guid, WorkflowGraph> Graphs = new();

    public async Task<OpenWorkflow?> OpenAsync(Guid id, CancellationToken ct) =>
        await db.Workflows.IgnoreQueryFilters().FirstOrDefaultAsync(w => w.Id == id, ct) is { } row
            ? new OpenWorkflow(row, await GraphAsync(row.TypeVersionId, ct))
            : null;

    public async Task<WorkflowGraph> GraphAsync(Guid versionId, CancellationToken ct)
    {
        if (Graphs.TryGetValue(versionId, out var graph))
        {
            return graph;
        }

        var version = db.Versions.Local.FirstOrDefault(v => v.Id == versionId) ?? await db.Versions.AsNoTracking().FirstAsync(v => v.Id == versionId, ct);
        graph = WorkflowGraph.Of(WorkflowTypeJson.Parse(version.Json).Json ?? []);
        if (Graphs.Count >= Remembered)
        {
            Graphs.Clear();
        }

        return Graphs[versionId] = graph;
    }

    public WorkflowContext Context(OpenWorkflow workflow, string activityId, int visit) =>
        Context(workflow.Row, workflow.State, activityId, visit);

    public WorkflowContext Context(Workflow row, WorkflowState state, string activityId, int visit) => new()
    {
        WorkflowId = row.Id,
        WorkflowName = row.TypeName,
        CorrelationId = row.CorrelationId,
        ClientId = row.ClientId,
        Input = state.Input,
        Properties = state.Properties,
        Output = state.Output,
        LastResult = state.LastResult,
        ActivityState = state.StateOf(activityId),
        ActivityId = activityId,
        Visit = visit,
        IdempotencyKey = Key(row.Id, activityId, visit),
        Services = services,
        Evaluator = evaluator,
    };

    internal static string Key(Guid workflowId, string activityId, int visit) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{workflowId:N}/{activityId}/{visit}")))[..32];
}
