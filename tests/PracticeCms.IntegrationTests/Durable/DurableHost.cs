using PracticeCms.Durable;

namespace PracticeCms.IntegrationTests.Durable;

/// <summary>An event, a message kind and a timer kind for these tests, and what became of them.</summary>
internal sealed record SomethingHappened(string Name) : IDomainEvent;

internal sealed record Note(string Text);

internal sealed class Journal
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    /// <summary>Called by each handler with its line; may throw.</summary>
    public Func<string, Task> On { get; set; } = _ => Task.CompletedTask;

    public async Task WriteAsync(string line)
    {
        lock (lines)
        {
            lines.Add(line);
        }

        await On(line);
    }
}

internal sealed class FirstListener(Journal journal) : IEventHandler<SomethingHappened>
{
    public Task HandleAsync(SomethingHappened domainEvent, CancellationToken ct) => journal.WriteAsync("first " + domainEvent.Name);
}

internal sealed class SecondListener(Journal journal) : IEventHandler<SomethingHappened>
{
    public Task HandleAsync(SomethingHappened domainEvent, CancellationToken ct) => journal.WriteAsync("second " + domainEvent.Name);
}

internal sealed class NoteHandler(Journal journal) : IOutboxHandler
{
    public string Kind => "note";

    public Task HandleAsync(OutboxMessage message, CancellationToken ct) => journal.WriteAsync(message.Read<Note>().Text);
}

internal sealed class BellHandler(Journal journal) : ITimerHandler
{
    public string Kind => "bell";

    public Task FireAsync(string key, string payload, Instant due, CancellationToken ct) => journal.WriteAsync("bell " + key);
}

/// <summary>A practice on one database with the handlers above.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private readonly TestHost running;

    private DurableHost(TestHost host, Journal journal) => (running, Journal) = (host, journal);

    public Journal Journal { get; }
    public string DataFolder => running.DataFolder;
    public FakeClock Clock => running.Clock;
    public IServiceProvider Services => running.App.Services;

    public static async Task<DurableHost> StartAsync(DatabaseProvider database, bool jobs = false, int longestSeconds = 300)
    {
        Databases.Need(database);
        var journal = new Journal();
        var host = await TestHost.StartAsync(jobs: jobs, configuration: new Dictionary<string, string?> { ["Practice:Jobs:LongestSeconds"] = $"{longestSeconds}" }, services: services =>
        {
            services.AddSingleton(journal);
            services.AddEventHandler<SomethingHappened, FirstListener>().AddEventHandler<SomethingHappened, SecondListener>();
            services.AddOutboxHandler<NoteHandler>().AddTimerHandler<BellHandler>();
        });
        await host.CreateBareAsync(database, features: "PracticeCms.Kernel");
        return new DurableHost(host, journal);
    }

    public Task<T> CommitAsync<T>(Func<IServiceProvider, Task<T>> work) =>
        running.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ => work(services)));

    public Task CommitAsync(Func<IServiceProvider, Task> work) => CommitAsync(async services =>
    {
        await work(services);
        return true;
    });

    public Task SendAsync(string key, string text, Instant? due = null, Instant? notAfter = null) =>
        CommitAsync(s => s.GetRequiredService<IOutbox>().EnqueueAsync("note", key, new Note(text), due, notAfter));

    public Task ScheduleAsync(TimerRequest request) => CommitAsync(s => s.GetRequiredService<ITimers>().ScheduleAsync(request));

    public Task<int> DrainAsync() => Services.GetRequiredService<PracticeCms.Kernel.Durable.IDurablePump>().DrainAsync("Default");

    public Task<T> ReadAsync<T>(Func<PracticeCms.Kernel.Data.KernelDb, Task<T>> read) =>
        running.InAsync("Default", services => read(services.GetRequiredService<PracticeCms.Kernel.Data.KernelDb>()));

    public ValueTask DisposeAsync() => running.DisposeAsync();
}
