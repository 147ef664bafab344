using PracticeCms.Benchmarks;

// benchmarks PUBLISHED-FOLDER [NAME]: runs the figures whose name begins with NAME; one JSON object a line.
if (args is not [var published, ..])
{
    Console.Error.WriteLine("Run ./bench.sh [NAME]; it publishes the host and gives its folder.");
    return 1;
}

if (Environment.GetEnvironmentVariable("DOTNET_GCgen0size") is null)
{
    Environment.SetEnvironmentVariable("DOTNET_GCgen0size", "0x4000000"); // for the hosts that it starts, as ./practice does
}

var wanted = args.Length > 1 ? args[1] : "";
var groups = new (string Name, Func<BenchRun, Task> Run)[]
{
    ("slots.engine", EngineFigures.RunAsync),
    ("start", StartFigures.RunAsync),
    ("memory", StartFigures.RunAsync),
    ("import", ImportFigures.RunAsync),
    ("clients", ClientFigures.RunAsync),
    ("public", ClientFigures.RunAsync),
    ("feature", ClientFigures.RunAsync),
    ("board", ScheduleFigures.RunAsync),
    ("slots.api", ScheduleFigures.RunAsync),
    ("booking", BookingFigures.RunAsync),
    ("load", LoadFigures.RunAsync),
    ("flood", FloodFigures.RunAsync),
    ("audit", AuditFigures.RunAsync),
    ("backup", BackupFigures.RunAsync),
    ("restore", BackupFigures.RunAsync),
    ("tenants", TenantFigures.RunAsync),
    ("keys", KeyFigures.RunAsync),
    ("revocation", RevocationFigures.RunAsync),
};
await using var run = new BenchRun(published, wanted);
foreach (var measure in groups.Where(g => g.Name.StartsWith(wanted, StringComparison.Ordinal) || wanted.StartsWith(g.Name, StringComparison.Ordinal)).Select(g => g.Run).Distinct())
{
    await measure(run);
}

return 0;
