using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using PracticeCms.Cli;
using PracticeCms.Kernel.Audit.Proof;

namespace PracticeCms.Kernel.Cli;

/// <summary>The options that decide how the host is built, before any verb is known.</summary>
/// <param name="Host">Configuration for the host: <c>--urls</c> and <c>--Section:Key=value</c>.</param>
internal sealed record HostArguments(string? DataFolder, string[] Host, string[] VerbArguments)
{
    /// <summary>True without a verb, and with the verb that is the default.</summary>
    public bool Serves => VerbArguments is [] or ["serve", ..] || VerbArguments[0].StartsWith('-');

    public static HostArguments Read(string[] args)
    {
        var verb = new List<string>();
        var host = new List<string>();
        foreach (var arg in args)
        {
            // --Practice:Setup:Recipe=medical is configuration, not an option of a verb.
            var isConfiguration = arg.StartsWith("--", StringComparison.Ordinal) && arg.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
                && arg.IndexOf('=', StringComparison.Ordinal) > colon;
            (isConfiguration ? host : verb).Add(arg);
        }

        if (ValueOf(args, "--urls") is { } urls)
        {
            host.AddRange(["--urls", urls]);
        }

        return new HostArguments(ValueOf(args, "--data"), [.. host], [.. verb]);
    }

    private static string? ValueOf(string[] args, string option)
    {
        var at = Array.FindIndex(args, a => a == option || a.StartsWith(option + "=", StringComparison.Ordinal));
        return at < 0 ? null : args[at].Length > option.Length ? args[at][(option.Length + 1)..] : at + 1 < args.Length ? args[at + 1] : null;
    }
}

/// <summary>The command line of the host: its own verbs and those that modules add. Without a verb it serves.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, Func<HostArguments, WebApplication> build)
    {
        var arguments = HostArguments.Read(args);
        await using var app = build(arguments);
        var options = new CliOptions();
        var root = Root(app, options);
        var parsed = root.Parse(arguments.VerbArguments);
        if (parsed.Action is System.CommandLine.Invocation.ParseErrorAction mistake)
        {
            mistake.ShowHelp = false;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    internal static RootCommand Root(WebApplication app, CliOptions options)
    {
        var root = new RootCommand("PracticeCms: a practice's whole day in one process.");
        options.AddTo(root);
        root.SetAction((_, ct) => ServeAsync(app, ct));
        var serve = new Command("serve", "Serve the practices over HTTP. The default.");
        serve.SetAction((_, ct) => ServeAsync(app, ct));
        root.Add(serve);
        foreach (var verb in app.Services.GetServices<ICliVerb>().OrderBy(v => v.Path, StringComparer.Ordinal))
        {
            Add(root, verb, app.Services, options);
        }

        return root;
    }

    private static async Task<int> ServeAsync(WebApplication app, CancellationToken ct)
    {
        try
        {
            await app.RunAsync(ct);
            return ExitCodes.Ok;
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.External;
        }
    }

    private static void Add(Command root, ICliVerb verb, IServiceProvider services, CliOptions options)
    {
        var parent = root;
        var words = verb.Path.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words[..^1])
        {
            parent = parent.Subcommands.FirstOrDefault(c => c.Name == word) ?? NewGroup(parent, word);
        }

        var command = parent.Subcommands.FirstOrDefault(c => c.Name == words[^1]);
        if (command is null)
        {
            parent.Add(command = new Command(words[^1]));
        }

        command.Description = verb.Description;
        verb.Describe(command);
        command.SetAction((parsed, ct) => RunAsync(verb, parsed, services, options, ct));
    }

    private static Command NewGroup(Command parent, string word)
    {
        var group = new Command(word, $"Verbs of {word}.");
        parent.Add(group);
        return group;
    }

    private static async Task<int> RunAsync(ICliVerb verb, ParseResult parsed, IServiceProvider services, CliOptions options, CancellationToken ct)
    {
        var run = new CliRun(parsed, services, parsed.GetValue(options.Json), parsed.GetValue(options.Tenant) ?? Tenants.TenantStore.DefaultName);
        try
        {
            var code = await verb.RunAsync(run, ct);
            await services.GetRequiredService<AuditSealing>().FinishAsync(ct);
            return code;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return run.Fail(Problem.External("cancelled", "Cancelled; nothing more was changed."));
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException or UnauthorizedAccessException or InvalidOperationException or KeyNotFoundException)
        {
            services.GetRequiredService<ILogger<CliRun>>().LogError(e, "The verb {Verb} failed", verb.Path);
            return run.Fail(Problem.External("failed", e.GetBaseException().Message));
        }
    }
}

/// <summary>Options that every verb has.</summary>
internal sealed class CliOptions
{
    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON.", Recursive = true };
    public Option<string> Tenant { get; } = new("--tenant") { Description = "The tenant to work in; Default without.", Recursive = true };
    public Option<string> Data { get; } = new("--data") { Description = "Folder with everything the host writes.", Recursive = true };
    public Option<string> Urls { get; } = new("--urls") { Description = "Addresses to listen on, such as http://localhost:5000.", Recursive = true };

    public void AddTo(RootCommand root)
    {
        root.Add(Json);
        root.Add(Tenant);
        root.Add(Data);
        root.Add(Urls);
    }
}
