namespace PracticeCms;

public enum ProblemKind
{
    /// <summary>Input that a person can mend; 400, CLI exit 2.</summary>
    Invalid,

    /// <summary>404, CLI exit 3. Also for what the actor may not see.</summary>
    NotFound,

    /// <summary>Somebody was faster, or the state does not allow it; 409, CLI exit 4.</summary>
    Conflict,
    Forbidden,

    /// <summary>A party outside did not answer; 503, CLI exit 5.</summary>
    External,
}

/// <summary>A message for one field, in the words of the screen.</summary>
public sealed record FieldError(string Field, string Message);

/// <param name="Url">Relative to the practice's base.</param>
public sealed record ProblemLink(string Text, string Url);

/// <summary>An expected failure: a value, never an exception.</summary>
public sealed record Problem(ProblemKind Kind, string Code, string Message, IReadOnlyList<FieldError> Fields)
{
    /// <summary>What a person may do about it, as links on the page.</summary>
    public IReadOnlyList<ProblemLink> Links { get; init; } = [];

    /// <summary>More facts for the answer, such as the next free times.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = new Dictionary<string, object?>();

    public static Problem Invalid(string field, string message) =>
        new(ProblemKind.Invalid, "invalid", message, [new FieldError(field, message)]);

    public static Problem Invalid(IReadOnlyList<FieldError> fields) =>
        new(ProblemKind.Invalid, "invalid", fields.Count == 1 ? fields[0].Message : $"{fields.Count} fields need attention.", fields);

    public static Problem NotFound(string what) => new(ProblemKind.NotFound, "not-found", $"{what} was not found.", []);

    public static Problem Conflict(string code, string message) => new(ProblemKind.Conflict, code, message, []);

    public static Problem Forbidden(string message) => new(ProblemKind.Forbidden, "forbidden", message, []);

    public static Problem External(string code, string message) => new(ProblemKind.External, code, message, []);
}

/// <summary>The outcome of a use case without a value.</summary>
public sealed class Result : IResultOutcome
{
    private Result(Problem? problem) => Problem = problem;

    public static Result Ok { get; } = new(null);
    public Problem? Problem { get; }
    public bool Succeeded => Problem is null;

    public static implicit operator Result(Problem problem) => new(problem);
}

/// <summary>A value, or the problem that kept it from being made.</summary>
public sealed class Result<T> : IResultOutcome
{
    private readonly T? value;

    private Result(T? value, Problem? problem) => (this.value, Problem) = (value, problem);

    public Problem? Problem { get; }
    public bool Succeeded => Problem is null;

    /// <summary>The value; reading it from a failure is a bug and throws.</summary>
    public T Value => Problem is null ? value! : throw new InvalidOperationException($"No value: {Problem.Message}");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(default, problem);
}

/// <summary>Lets the unit of work roll back on a failed outcome of either shape.</summary>
public interface IResultOutcome
{
    Problem? Problem { get; }
    bool Succeeded { get; }
}

/// <summary>Collects field errors, so that a form answers with all of them at once.</summary>
public sealed class Check
{
    private readonly List<FieldError> errors = [];

    public IReadOnlyList<FieldError> Errors => errors;
    public bool Failed => errors.Count > 0;

    public Check That(bool ok, string field, string message)
    {
        if (!ok)
        {
            errors.Add(new FieldError(field, message));
        }

        return this;
    }

    public Problem ToProblem() => Problem.Invalid(errors);
}
