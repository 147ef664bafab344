using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using PracticeCms.Cli;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Cli;

/// <summary>One invocation: results to standard output, all else to standard error.</summary>
internal sealed class CliRun(ParseResult arguments, IServiceProvider services, bool json, string tenant) : ICliRun
{
    private static readonly JsonSerializerOptions Readable = new(DurableJson.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ParseResult Arguments { get; } = arguments;
    public bool Json { get; } = json;
    public string TenantName { get; } = tenant;

    public async Task<int> InTenantAsync(Func<IServiceProvider, Task<int>> work)
    {
        var shell = services.GetRequiredService<TenantRegistry>().Find(TenantName);
        if (shell is null)
        {
            return Fail(Problem.NotFound($"The tenant '{TenantName}'"));
        }

        if (shell.Definition.State != TenantState.Running)
        {
            return Fail(Problem.Conflict("tenant-not-running", $"The tenant '{TenantName}' is {shell.Definition.State}."));
        }

        return await services.GetRequiredService<ITenantScopes>().RunAsync(shell.Definition.Name, work);
    }

    public void Result(object json, params IEnumerable<string> lines)
    {
        if (Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(json, Readable));
            return;
        }

        foreach (var line in lines)
        {
            Console.Out.WriteLine(line);
        }
    }

    public int Fail(Problem problem)
    {
        if (Json)
        {
            Console.Error.WriteLine(JsonSerializer.Serialize(new { code = problem.Code, message = problem.Message, fields = problem.Fields }, Readable));
        }
        else
        {
            Console.Error.WriteLine(problem.Message);
            foreach (var field in problem.Fields.Where(f => f.Message != problem.Message || problem.Fields.Count > 1))
            {
                Console.Error.WriteLine($"  {field.Field}: {field.Message}");
            }
        }

        return ExitCodes.For(problem);
    }

    public void Progress(string line) => Console.Error.WriteLine(line);
}
