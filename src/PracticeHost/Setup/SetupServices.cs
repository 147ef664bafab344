using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PracticeCms.Kernel.Recipes;

namespace PracticeHost.Setup;

internal static class SetupServices
{
    public static IServiceCollection AddSetup(this IServiceCollection services) => services
        .AddSingleton<SetupToken>()
        .AddSingleton<SetupRun>()
        .AddSingleton<SetupPages>()
        .AddHostedService<UnattendedSetup>()
        .AddHostedService<SetupInvitation>();
}

/// <summary>Prints where to set the first practice up.</summary>
internal sealed class SetupInvitation(SetupToken token, IServer server, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Print);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print()
    {
        if (!token.IsSetupOpen)
        {
            return;
        }

        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost:5000";
        address = address.Replace("://[::]", "://localhost", StringComparison.Ordinal).Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal);
        Console.Out.WriteLine($"\nThere is no practice yet. Set one up at\n\n  {address}/setup?token={token.Value}\n");
    }
}

/// <summary>
/// Sets the first practice up from configuration <c>Practice:Setup:*</c>: Recipe, Name, AdminEmail, AdminName, AdminPassword (or
/// AdminPasswordFile), TimeZone, Culture, Currency, Address, Demo, Database and ConnectionVariable. A failure stops the host.
/// </summary>
internal sealed class UnattendedSetup(IConfiguration configuration, SetupToken token, SetupPractice setup, ILogger<UnattendedSetup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var answers = configuration.GetSection("Practice:Setup");
        if (!token.IsSetupOpen || answers["Recipe"] is not { Length: > 0 } recipe)
        {
            return;
        }

        var email = answers["AdminEmail"] ?? "";
        var password = answers["AdminPasswordFile"] is { Length: > 0 } file && File.Exists(file)
            ? (await File.ReadAllTextAsync(file, cancellationToken)).TrimEnd('\r', '\n')
            : answers["AdminPassword"] ?? "";
        var request = new SetupPractice.Request(answers["Name"] ?? "", recipe, email, password, answers["AdminName"] ?? email.Split('@')[0])
        {
            TimeZone = answers["TimeZone"] ?? DateTimeZoneProviders.Tzdb.GetSystemDefault().Id,
            Culture = answers["Culture"] ?? "en-US",
            Currency = answers["Currency"] ?? "USD",
            Address = answers["Address"] ?? "",
            Demo = string.Equals(answers["Demo"], "true", StringComparison.OrdinalIgnoreCase),
            Database = string.Equals(answers["Database"], "postgres", StringComparison.OrdinalIgnoreCase) ? DatabaseProvider.Postgres : DatabaseProvider.Sqlite,
            ConnectionVariable = answers["ConnectionVariable"] ?? "",
            Progress = line => logger.LogInformation("Setup: {Step}", line),
        };
        if ((await setup.ExecuteAsync(request, cancellationToken)).Problem is { } problem)
        {
            throw new InvalidOperationException(
                $"The unattended setup was refused: {problem.Message} {string.Join(' ', problem.Fields.Select(f => $"{f.Field}: {f.Message}"))}");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
