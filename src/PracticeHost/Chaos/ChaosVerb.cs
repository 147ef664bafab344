using System.CommandLine;
using PracticeCms.Cli;

namespace PracticeHost.Chaos;

/// <summary>
/// <c>chaos</c>: shows on the operator's own machine that nothing acknowledged is lost when the process is killed. It makes a practice
/// in a temporary folder, kills only processes that it started, and leaves nothing behind. Practices of this host are not touched.
/// </summary>
internal sealed class ChaosVerb : ICliVerb
{
    private readonly Option<int> seed = new("--seed") { Description = "The same seed draws the same pauses and choices.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> minutes = new("--minutes") { Description = "How long it kills at random.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> kills = new("--kills") { Description = "Ends after so many deaths, if that is sooner.", DefaultValueFactory = _ => int.MaxValue };
    private readonly Option<string> postgres = new("--postgres") { Description = "Environment variable with the connection string of a PostgreSQL database for trials; without it SQLite." };

    public string Path => "chaos";
    public string Description => "Kill a blank practice again and again while guests book and pay, and report what was lost.";

    public void Describe(Command command)
    {
        command.Add(seed);
        command.Add(minutes);
        command.Add(kills);
        command.Add(postgres);
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var length = run.Arguments.GetValue(minutes);
        var variable = run.Arguments.GetValue(postgres);
        if (length is not (> 0 and <= 1440) || run.Arguments.GetValue(kills) < 1)
        {
            return run.Fail(Problem.Invalid("minutes", "Give minutes from 0 to 1440, and at least one kill."));
        }

        if (variable is { Length: > 0 } && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
        {
            return run.Fail(Problem.Invalid("postgres", $"The environment variable {variable} holds no connection string."));
        }

        var folder = Directory.CreateTempSubdirectory("practice-chaos-").FullName;
        try
        {
            var plan = new ChaosPlan(run.Arguments.GetValue(seed), TimeSpan.FromMinutes(length), run.Arguments.GetValue(kills));
            var report = await ChaosRun.ExecuteAsync(folder, string.IsNullOrEmpty(variable) ? null : variable, plan, run.Progress, ct);
            run.Result(report, Lines(report));
            return report.Holds ? ExitCodes.Ok : ExitCodes.Validation;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Lines(ChaosReport report) =>
    [
        $"Seed {report.Seed}: {report.Kills} deaths; ready again after {report.ReadyP95Seconds} s (95 of 100).",
        $"Acknowledged: {report.Bookings} bookings, {report.Moves} moves, {report.Cancellations} cancellations, {report.Payments} invoices with their payments; unsure {report.Unsure}.",
        $"Lost {report.Lost}, doubled {report.Doubled}, unfinished {report.Unfinished}.",
        $"Crash points passed: {(report.PointsPassed.Count == 0 ? "not in this build" : string.Join(", ", report.PointsPassed))}.",
        .. report.PointsDiedAt.Select(p => $"Died at {p}."),
        .. report.PointsNotReached.Select(p => $"Not reached: {p}."),
        .. report.Wrong,
    ];
}
