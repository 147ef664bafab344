using System.Text.Json.Nodes;
using PracticeCms.Workflows.Engine;

namespace PracticeCms.Workflows.Types;

/// <summary>Publishes a type's JSON: a new version where its content differs, nothing where it is the same. Running workflows are not touched.</summary>
internal sealed class PublishType(
    WorkflowsDb db, IUnitOfWork unitOfWork, ActivityCatalog catalog, Schedules schedules, ICurrentActor actor, IClock clock)
{
    internal sealed record Published(Guid TypeId, string Name, bool IsNew, bool IsChanged, int Number);

    /// <summary>The JSON must have been checked; see <see cref="CheckType"/>.</summary>
    public Task<Published> ExecuteAsync(JsonObject json, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token =>
            {
                var content = (JsonObject)json.DeepClone();
                if (string.IsNullOrWhiteSpace(content["WorkflowTypeId"]?.ToString()))
                {
                    content["WorkflowTypeId"] = Ids.New().ToString("N");
                }

                var graph = WorkflowGraph.Of(content);
                var type = db.Types.Local.FirstOrDefault(t => t.TypeKey == graph.TypeKey) ?? await db.Types.FirstOrDefaultAsync(t => t.TypeKey == graph.TypeKey, token);
                return type is null ? await AddAsync(content, graph, token) : await ChangeAsync(type, content, graph, token);
            },
            ct);

    private async Task<Published> AddAsync(JsonObject json, WorkflowGraph graph, CancellationToken ct)
    {
        var type = new WorkflowType { Id = Ids.New(), TypeKey = graph.TypeKey };
        db.Types.Add(type);
        await ApplyAsync(type, json, graph, isNewVersion: true, ct);
        return new Published(type.Id, type.Name, true, true, type.CurrentNumber);
    }

    private async Task<Published> ChangeAsync(WorkflowType type, JsonObject json, WorkflowGraph graph, CancellationToken ct)
    {
        var hash = WorkflowTypeJson.Hash(json);
        var current = db.Versions.Local.FirstOrDefault(v => v.Id == type.CurrentVersionId)?.Sha256
            ?? await db.Versions.Where(v => v.Id == type.CurrentVersionId).Select(v => v.Sha256).FirstOrDefaultAsync(ct);
        var isNewVersion = current != hash;
        if (!isNewVersion && type.IsEnabled == graph.IsEnabled)
        {
            return new Published(type.Id, type.Name, false, false, type.CurrentNumber);
        }

        await ApplyAsync(type, json, graph, isNewVersion, ct);
        return new Published(type.Id, type.Name, false, true, type.CurrentNumber);
    }

    private async Task ApplyAsync(WorkflowType type, JsonObject json, WorkflowGraph graph, bool isNewVersion, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        (type.Name, type.IsEnabled, type.IsSingleton, type.ChangedAt) = (graph.Name, graph.IsEnabled, graph.IsSingleton, now);
        type.StartsWith = string.Concat(graph.Starts.Select(a => WorkflowType.StartMark(a.Name)).Distinct());
        type.Sentence = Outline.Summary(graph, catalog.Sentence);
        if (isNewVersion)
        {
            var version = new WorkflowVersion
            {
                Id = Ids.New(),
                TypeId = type.Id,
                Number = type.CurrentNumber + 1,
                Sha256 = WorkflowTypeJson.Hash(json),
                Json = WorkflowTypeJson.Write(json),
                PublishedAt = now,
                PublishedBy = actor.DisplayName,
            };
            db.Versions.Add(version);
            (type.CurrentVersionId, type.CurrentNumber) = (version.Id, version.Number);
        }

        await schedules.ArmAsync(type, ct);
    }
}
