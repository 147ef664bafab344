using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;

namespace PracticeCms.Kernel.Jobs;

/// <summary>
/// The pool that drains run in. It knows only names of tenants and may lose them all: the tables say what is owed. It is built after the
/// web server answers.
/// </summary>
internal sealed class HangfireWorkers(Dispatcher dispatcher, JobsOptions options, ILogger<HangfireWorkers> logger) : IDisposable
{
    private JobStorage? storage;
    private BackgroundJobClient? client;
    private BackgroundJobServer? server;

    public void Start()
    {
        storage = options.PostgresConnection.Length == 0
            ? new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromMinutes(30) })
            : new PostgreSqlStorage(
                new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(PostgresEncryption.Read(options.PostgresConnection).ConnectionString, Postgres()), Postgres());
        client = new BackgroundJobClient(storage);
        server = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                WorkerCount = options.Workers,
                Activator = new Activation(dispatcher, logger),
                ShutdownTimeout = TimeSpan.FromSeconds(20),
                StopTimeout = TimeSpan.FromSeconds(20),
                CancellationCheckInterval = TimeSpan.FromSeconds(5),
            },
            storage);
    }

    public void Enqueue(string tenant) => client?.Enqueue<DrainJob>(job => job.RunAsync(tenant));

    public void SendStop() => server?.SendStop();

    public void Dispose()
    {
        server?.Dispose();
        (storage as IDisposable)?.Dispose();
    }

    private static PostgreSqlStorageOptions Postgres() => new()
    {
        UseSlidingInvisibilityTimeout = true,
        InvisibilityTimeout = TimeSpan.FromMinutes(5),
        QueuePollInterval = TimeSpan.FromSeconds(1),
        EnableLongPolling = true,
    };

    private sealed class Activation(Dispatcher dispatcher, ILogger logger) : JobActivator
    {
        public override object ActivateJob(Type jobType) => new DrainJob(dispatcher, logger);
    }
}

/// <summary>Public, because Hangfire calls it by its expression.</summary>
public sealed class DrainJob
{
    private readonly Dispatcher dispatcher;
    private readonly ILogger logger;

    internal DrainJob(Dispatcher dispatcher, ILogger logger) => (this.dispatcher, this.logger) = (dispatcher, logger);

    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public async Task RunAsync(string tenant)
    {
        try
        {
            await dispatcher.DrainAsync(tenant, CancellationToken.None);
        }
        catch (Exception e)
        {
            DurableLog.DrainFailed(logger, e, tenant);
        }
    }
}
