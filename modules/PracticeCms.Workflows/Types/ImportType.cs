using System.Text.Json.Nodes;

namespace PracticeCms.Workflows.Types;

/// <summary>Takes types from a text: one type, a list, or a recipe's step.</summary>
internal sealed class ImportType(CheckType check, PublishType publish, PublishRule rule, IUnitOfWork unitOfWork)
{
    internal sealed record Imported(Guid TypeId, IReadOnlyList<string> Names, IReadOnlyList<TypeProblem> Warnings);

    public Task<Result<Imported>> ExecuteAsync(string text, CancellationToken ct) =>
        unitOfWork.RunAsync<Result<Imported>>(
            async token =>
            {
                if (await rule.RefusalAsync(token) is { } refused)
                {
                    return refused;
                }

                var (types, unreadable) = Read(text);
                if (unreadable is not null)
                {
                    return Problem.Invalid("Json", unreadable);
                }

                var found = new List<TypeProblem>();
                var published = new List<PublishType.Published>();
                for (var i = 0; i < types.Count; i++)
                {
                    var problems = (await check.ExecuteAsync(types[i])).Select(p => types.Count > 1 ? p with { Path = $"[{i}].{p.Path}" } : p).ToList();
                    found.AddRange(problems);
                    if (problems.TrueForAll(p => p.IsWarning))
                    {
                        published.Add(await publish.ExecuteAsync(types[i], token));
                    }
                }

                var errors = found.Where(p => !p.IsWarning).Select(p => new FieldError("Json", $"{p.Path}: {p.Message}")).ToList();
                return errors.Count > 0 ? Problem.Invalid(errors) : new Imported(published[0].TypeId, [.. published.Select(p => p.Name)], found);
            },
            ct);

    private static (IReadOnlyList<JsonObject> Types, string? Problem) Read(string text)
    {
        var isList = text.TrimStart('\uFEFF', ' ', '\r', '\n', '\t').StartsWith('[');
        var (json, problem) = WorkflowTypeJson.Parse(isList ? $"{{\"data\":{text.TrimStart('\uFEFF')}}}" : text);
        if (json is null)
        {
            return ([], problem);
        }

        if (json["data"] is not JsonArray list)
        {
            return ([json], null);
        }

        var types = list.OfType<JsonObject>().ToList();
        return types.Count == 0 ? ([], "There is no workflow in this list.") : (types, null);
    }
}
