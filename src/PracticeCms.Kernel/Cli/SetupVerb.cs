using System.CommandLine;
using PracticeCms.Cli;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Cli;

/// <summary><c>setup</c>: makes a practice without the setup page.</summary>
internal class SetupVerb(SetupPractice setup) : ICliVerb
{
    private readonly Option<string> recipe = new("--recipe") { Description = "medical, legal, accounting, blank, or a file.", Required = true };
    private readonly Option<string> name = new("--name") { Description = "The practice's name.", Required = true };
    private readonly Option<string> adminEmail = new("--admin-email") { Description = "E-mail address of the first administrator.", Required = true };
    private readonly Option<string> adminName = new("--admin-name") { Description = "Name of the first administrator." };
    private readonly Option<string> passwordVariable = new("--password-env") { Description = "Environment variable with the administrator's password." };
    private readonly Option<string> passwordFile = new("--password-file") { Description = "File with the administrator's password." };
    private readonly Option<string> prefix = new("--prefix") { Description = "First path segment of the practice's addresses." };
    private readonly Option<string> zone = new("--time-zone") { Description = "IANA time zone, such as Europe/Vienna.", DefaultValueFactory = _ => LocalZone() };
    private readonly Option<string> culture = new("--culture") { Description = "Culture, such as en-GB.", DefaultValueFactory = _ => "en-US" };
    private readonly Option<string> currency = new("--currency") { Description = "ISO 4217 code.", DefaultValueFactory = _ => "USD" };
    private readonly Option<string> address = new("--address") { Description = "Absolute address of the practice's pages." };
    private readonly Option<bool> demo = new("--demo") { Description = "Add demo data." };
    private readonly Option<string> database = new("--database") { Description = "sqlite or postgres.", DefaultValueFactory = _ => "sqlite" };
    private readonly Option<string> connection = new("--connection-env") { Description = "Environment variable with the PostgreSQL connection string." };

    public virtual string Path => "setup";
    public virtual string Description => "Make a practice: database, tables, recipe, administrator. All or nothing.";

    public virtual void Describe(Command command)
    {
        foreach (var option in (Option[])[recipe, name, adminEmail, adminName, passwordVariable, passwordFile, prefix, zone, culture, currency, address, demo, connection])
        {
            command.Add(option);
        }

        database.AcceptOnlyFromAmong("sqlite", "postgres");
        command.Add(database);
    }

    public virtual Task<int> RunAsync(ICliRun run, CancellationToken ct) => RunAsync(run, run.TenantName, ct);

    private async Task<int> RunAsync(ICliRun run, string tenant, CancellationToken ct)
    {
        var made = await setup.ExecuteAsync(Answers(run, tenant), ct);
        if (made.Problem is { } problem)
        {
            return run.Fail(problem);
        }

        run.Result(
            new { tenant, recipe = made.Value.Recipe, changes = made.Value.Changes },
            $"The practice is ready: tenant {tenant}, recipe {made.Value.Recipe}, {made.Value.Changes} changes.");
        return ExitCodes.Ok;
    }

    protected SetupPractice.Request Answers(ICliRun run, string tenant)
    {
        var a = run.Arguments;
        var email = a.GetRequiredValue(adminEmail);
        return new SetupPractice.Request(a.GetRequiredValue(name), a.GetRequiredValue(recipe), email, Password(run), a.GetValue(adminName) ?? email.Split('@')[0])
        {
            Tenant = tenant,
            Prefix = a.GetValue(prefix) ?? "",
            TimeZone = a.GetRequiredValue(zone),
            Culture = a.GetRequiredValue(culture),
            Currency = a.GetRequiredValue(currency),
            Address = a.GetValue(address) ?? "",
            Demo = a.GetValue(demo),
            Database = a.GetValue(database) == "postgres" ? DatabaseProvider.Postgres : DatabaseProvider.Sqlite,
            ConnectionVariable = a.GetValue(connection) ?? "",
            Progress = run.Progress,
        };
    }

    // Never a plain argument: arguments are visible to everyone on the machine.
    private string Password(ICliRun run) =>
        run.Arguments.GetValue(passwordVariable) is { Length: > 0 } variable ? Environment.GetEnvironmentVariable(variable) ?? ""
        : run.Arguments.GetValue(passwordFile) is { Length: > 0 } file && File.Exists(file) ? File.ReadAllText(file).TrimEnd('\r', '\n')
        : "";

    private static string LocalZone() => DateTimeZoneProviders.Tzdb.GetSystemDefault().Id;
}

/// <summary><c>tenant create NAME</c>: the same for another practice beside the first. Without a password the administrator is invited.</summary>
internal sealed class CreateTenantVerb(SetupPractice setup) : SetupVerb(setup)
{
    private readonly Argument<string> tenant = new("tenant") { Description = "Name of the new tenant." };
    private readonly Option<string> hosts = new("--hosts") { Description = "Host names, comma separated." };

    public override string Path => "tenant create";
    public override string Description => "Make another practice beside the first.";

    public override void Describe(Command command)
    {
        command.Add(tenant);
        command.Add(hosts);
        base.Describe(command);
    }

    public override Task<int> RunAsync(ICliRun run, CancellationToken ct) => TenantVerb.InDefaultAsync(run, async tenants =>
    {
        var answers = Answers(run, run.Arguments.GetRequiredValue(tenant));
        var made = await tenants.CreateAsync(
            new NewTenant(answers.Tenant, answers.PracticeName, answers.Recipe, answers.AdminEmail)
            {
                AdminName = answers.AdminName,
                AdminPassword = answers.AdminPassword is { Length: > 0 } password ? password : null,
                Prefix = answers.Prefix,
                Hosts = (run.Arguments.GetValue(hosts) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                Address = answers.Address,
                TimeZone = answers.TimeZone,
                Culture = answers.Culture,
                Currency = answers.Currency,
                Demo = answers.Demo,
                Database = answers.Database,
                ConnectionVariable = answers.ConnectionVariable,
                Progress = run.Progress,
            },
            ct);
        if (made.Problem is { } problem)
        {
            return run.Fail(problem);
        }

        run.Result(
            new { tenant = made.Value.Tenant.Name, recipe = made.Value.Tenant.Recipe, changes = made.Value.Changes, invitation = made.Value.Invitation },
            [$"The practice is ready: tenant {made.Value.Tenant.Name}, recipe {made.Value.Tenant.Recipe}, {made.Value.Changes} changes.", .. made.Value.Invitation is { } link ? [$"The administrator is invited; this link is shown once: {link}"] : Array.Empty<string>()]);
        return ExitCodes.Ok;
    });
}

/// <summary><c>tenant list</c>.</summary>
internal sealed class ListTenantsVerb(TenantRegistry registry) : ICliVerb
{
    public string Path => "tenant list";
    public string Description => "List the practices of this host.";

    public void Describe(Command command)
    {
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var all = registry.All.Select(t => t.Definition).OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        run.Result(
            new { tenants = all.Select(t => new { name = t.Name, practice = t.PracticeName, state = t.State, prefix = t.Prefix, database = t.Database, address = t.BaseUrl }) },
            all.Select(t => $"{t.Name,-20} {t.State,-13} {t.Database,-9} {(t.Prefix.Length == 0 ? "/" : "/" + t.Prefix + "/"),-16} {t.PracticeName}"));
        return Task.FromResult(ExitCodes.Ok);
    }
}
