using System.Text.Json;
using System.Text.Json.Nodes;

namespace PracticeCms.Recipes;

/// <summary>
/// Applies one kind of recipe step. It runs inside the recipe's transaction: check everything, report every problem with its path,
/// change only what differs, and report each change. A dry run is the same run, rolled back.
/// </summary>
public abstract class NamedRecipeStepHandler(string stepName)
{
    public string StepName { get; } = stepName;

    public abstract Task HandleAsync(RecipeExecutionContext context, CancellationToken ct);

    /// <summary>The current state as a step of this kind, or null where there is nothing to export.</summary>
    public virtual Task<JsonObject?> ExportAsync(CancellationToken ct) => Task.FromResult<JsonObject?>(null);
}

/// <summary>One step under execution: its JSON with script expressions already evaluated.</summary>
public sealed class RecipeExecutionContext(string stepName, string path, JsonObject step, IServiceProvider services)
{
    private readonly List<string> changes = [];
    private readonly List<RecipeProblem> problems = [];

    public string StepName { get; } = stepName;

    /// <summary>JSON path of the step, such as <c>steps[3]</c>.</summary>
    public string Path { get; } = path;
    public JsonObject Step { get; } = step;
    public IServiceProvider Services { get; } = services;
    public IReadOnlyList<string> Changes => changes;
    public IReadOnlyList<RecipeProblem> Problems => problems;

    /// <summary>Reports one change in a few words, such as <c>service 'Check-up' added</c>.</summary>
    public void Changed(string what) => changes.Add(what);

    /// <param name="where">Path below the step, such as <c>Services[2].Duration</c>.</param>
    public void Problem(string where, string message) => problems.Add(new RecipeProblem(where.Length == 0 ? Path : $"{Path}.{where}", message));

    /// <summary>Something that has no meaning here and was left out; not a failure.</summary>
    public void Unsupported(string where, string message) => problems.Add(new RecipeProblem($"{Path}.{where}", message) { IsWarning = true });

    /// <summary>The step's JSON as an object of the handler's own; a malformed one is reported and null.</summary>
    public T? Read<T>()
        where T : class
    {
        try
        {
            return Step.Deserialize<T>(RecipeJson.Options);
        }
        catch (JsonException e)
        {
            Problem((e.Path ?? "").TrimStart('$', '.'), e.Message.Split(" Path:")[0]);
            return null;
        }
    }
}

public sealed record RecipeProblem(string Path, string Message)
{
    public bool IsWarning { get; init; }
}

public static class RecipeJson
{
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    /// <summary>Orchard's reading rules: any case, trailing commas, comments, numbers as strings.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>
    /// Reads a text by the same rules, with or without a byte order mark. A name that occurs twice and half of a character are found now, and
    /// not by whoever asks for them later.
    /// </summary>
    /// <exception cref="JsonException">The text is no JSON that can be used.</exception>
    public static JsonNode? Parse(string text)
    {
        try
        {
            var node = JsonNode.Parse(text.TrimStart('\uFEFF'), AnyCase, Lenient);
            Touch(node);
            return node;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new JsonException(e.Message.Split(" (Parameter")[0], e);
        }
    }

    // Nodes are made when they are asked for, so all are asked for.
    private static void Touch(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (_, value) in map)
                {
                    Touch(value);
                }

                break;
            case JsonArray list:
                foreach (var value in list)
                {
                    Touch(value);
                }

                break;
            case JsonValue scalar:
                _ = scalar.TryGetValue(out string? _);
                break;
        }
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(Durable.DurableJson.Options)
        {
            PropertyNameCaseInsensitive = true,
            PropertyNamingPolicy = null,
            AllowTrailingCommas = true,
            ReadCommentHandling = JsonCommentHandling.Skip,
            NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowReadingFromString,
            WriteIndented = true,
        };
        return options;
    }
}

/// <summary>Fills a practice with people and work that look real, through the real use cases.</summary>
public interface IDemoDataSource
{
    /// <summary>Lower comes first: staff 0, clients 10, appointments 20, money 30, tasks 40.</summary>
    int Order { get; }

    /// <summary>Does nothing where its data is there already. Returns what it made, such as <c>200 clients</c>, or null.</summary>
    Task<string?> SeedAsync(DemoDataOptions options, CancellationToken ct);
}

/// <param name="Vertical">medical, legal, accounting or blank: picks names of services, notes and reasons.</param>
public sealed record DemoDataOptions(int Seed, int Clients, int Weeks, string Vertical)
{
    /// <summary>A generator of its own for each source, so that adding a source does not change the others.</summary>
    public Random Random(string source) => new(HashCode(Seed, source));

    private static int HashCode(int seed, string source)
    {
        unchecked
        {
            return source.Aggregate((seed * 397) ^ 17, (hash, c) => (hash * 31) + c);
        }
    }
}

/// <summary>Runs in the transaction of a new practice's setup, after its recipe.</summary>
public interface ISetupEventHandler
{
    Task SetupAsync(SetupContext context, CancellationToken ct);
}

/// <param name="AdminPassword">Null: the administrator is invited and chooses one.</param>
public sealed record SetupContext(string PracticeName, string AdminEmail, string? AdminPassword, string AdminName, string Recipe)
{
    /// <summary>Set by whoever invites the administrator; shown once.</summary>
    public Uri? Invitation { get; set; }
}

public static class RecipeServiceCollectionExtensions
{
    public static IServiceCollection AddRecipeStep<THandler>(this IServiceCollection services)
        where THandler : NamedRecipeStepHandler =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<NamedRecipeStepHandler, THandler>(services);

    public static IServiceCollection AddDemoData<TSource>(this IServiceCollection services)
        where TSource : class, IDemoDataSource =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IDemoDataSource, TSource>(services);

    public static IServiceCollection AddSetupHandler<THandler>(this IServiceCollection services)
        where THandler : class, ISetupEventHandler =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<ISetupEventHandler, THandler>(services);
}
