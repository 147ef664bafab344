using System.CommandLine;

namespace PracticeCms.Cli;

/// <summary>Exit codes of every verb.</summary>
public static class ExitCodes
{
    public const int Ok = 0;
    public const int Usage = 1;
    public const int Validation = 2;
    public const int NotFound = 3;
    public const int Conflict = 4;
    public const int External = 5;

    public static int For(Problem? problem) => problem?.Kind switch
    {
        null => Ok,
        ProblemKind.Invalid => Validation,
        ProblemKind.NotFound => NotFound,
        ProblemKind.Conflict => Conflict,
        ProblemKind.Forbidden => Validation,
        _ => External,
    };
}

/// <summary>A verb of the command line that a module adds, such as <c>import clients</c>. A singleton.</summary>
public interface ICliVerb
{
    /// <summary>Path of the command without the executable, such as <c>import clients</c>; parents are made as needed.</summary>
    string Path { get; }
    string Description { get; }

    /// <summary>Adds options and arguments.</summary>
    void Describe(Command command);
    Task<int> RunAsync(ICliRun run, CancellationToken ct);
}

/// <summary>One invocation of a verb. Results go to standard output, progress and errors to standard error.</summary>
public interface ICliRun
{
    ParseResult Arguments { get; }
    bool Json { get; }

    /// <summary>The tenant named by <c>--tenant</c>; <c>Default</c> without.</summary>
    string TenantName { get; }

    /// <summary>Runs in the tenant, as the system. A tenant that does not exist is exit 3.</summary>
    Task<int> InTenantAsync(Func<IServiceProvider, Task<int>> work);

    /// <summary>Prints the object as JSON with <c>--json</c>, else the lines.</summary>
    void Result(object json, params IEnumerable<string> lines);
    int Fail(Problem problem);
    void Progress(string line);
}

public static class CliServiceCollectionExtensions
{
    public static IServiceCollection AddCliVerb<TVerb>(this IServiceCollection services)
        where TVerb : class, ICliVerb => services.AddSingleton<ICliVerb, TVerb>();
}
