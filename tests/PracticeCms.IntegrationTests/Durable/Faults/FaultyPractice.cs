using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using PracticeHost;
using PracticeHost.Chaos;

namespace PracticeCms.IntegrationTests.Durable.Faults;

/// <summary>A practice served by one process or more, guests who book all the time, and a note of each answer that was no success.</summary>
internal sealed class FaultyPractice : IAsyncDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly string folder;
    private readonly bool ownsFolder;
    private readonly List<ChildHost> nodes = [];
    private int turn;

    private FaultyPractice(string folder, bool ownsFolder)
    {
        (this.folder, this.ownsFolder) = (folder, ownsFolder);
        Crowd = new ChaosCrowd(http, () => At ?? (Only ?? nodes[(int)((uint)Interlocked.Increment(ref turn) % (uint)nodes.Count)]).Address, seed: 1, Hear);
    }

    public ChaosCrowd Crowd { get; }

    /// <summary>Where all guests go, as a load balancer sends them that has seen a node fail; null for all nodes in turn.</summary>
    public ChildHost? Only { get; set; }

    /// <summary>A load balancer before the nodes.</summary>
    public Uri? At { get; set; }

    public HttpClient Http => http;
    public string Folder => folder;
    public IReadOnlyList<ChildHost> Nodes => nodes;

    /// <summary>Answers from 500 on, with the seconds after which they say to come back.</summary>
    public ConcurrentBag<(HttpStatusCode Status, double RetryAfter, string? Type)> Failures { get; } = [];

    /// <summary>Those of them that say something of the inside.</summary>
    private ConcurrentBag<string> Told { get; } = [];

    private static readonly string[] Inside = ["Exception", ".cs:line", "SELECT ", "INSERT INTO", "UPDATE ", "Npgsql", "Sqlite"];

    public static async Task<FaultyPractice> StartAsync(string? postgresVariable, string? folder = null, int nodes = 1, params (string Name, string Value)[] environment)
    {
        var practice = new FaultyPractice(folder ?? Directory.CreateTempSubdirectory("practice-fault-").FullName, folder is null);
        await ChaosPractice.SetUpAsync(practice.folder, postgresVariable, TestContext.Current.CancellationToken);
        for (var i = 0; i < nodes; i++)
        {
            await practice.AddNodeAsync(environment);
        }

        return practice;
    }

    public async Task<ChildHost> AddNodeAsync(params (string Name, string Value)[] environment)
    {
        var node = await ChildHost.StartAsync(folder, http, null, TestContext.Current.CancellationToken, environment);
        lock (nodes)
        {
            nodes.Add(node);
        }

        return node;
    }

    public async Task KillNodeAsync(ChildHost node)
    {
        await node.DisposeAsync();
        nodes.Remove(node);
    }

    /// <summary>Lets the guests come, and waits until the host has warmed up.</summary>
    public async Task OpenAsync()
    {
        Crowd.Start();
        var began = Stopwatch.GetTimestamp();
        while (Crowd.Bookings < 40 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
        {
            await Task.Delay(50);
        }

        Assert.InRange(Crowd.Bookings, 40, int.MaxValue);
    }

    /// <summary>Seconds until the page answers 200; gives up after a minute.</summary>
    public async Task<double> UntilHealthyAsync(Uri? page = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
        {
            try
            {
                using var answer = await http.GetAsync(page ?? new Uri(nodes[0].Address, "api/v1/public/services"));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    break;
                }
            }
            catch (HttpRequestException)
            {
                // It says nothing yet.
            }

            await Task.Delay(50);
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public async Task<T> InAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var outside = PracticeApp.Build([], folder);
        return await outside.Services.GetRequiredService<ITenantScopes>().RunAsync("Default", work);
    }

    /// <summary>Guests have stopped: what is owed is done, and all is as they were told.</summary>
    public async Task HoldsAsync()
    {
        var verdict = await InAsync(async services =>
        {
            var began = Stopwatch.GetTimestamp();
            while (await ChaosVerdict.IsWorkLeftAsync(services, default) && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(8))
            {
                await Task.Delay(200);
            }

            return await ChaosVerdict.FindAsync(services, Crowd.Promises, [], default);
        });
        Assert.Equal((0, 0, 0), (verdict.Lost, verdict.Doubled, verdict.Unfinished));
        Assert.Empty(verdict.Wrong);
        Assert.Empty(Told);
    }

    /// <summary>Notes an answer that was no success.</summary>
    public void Hear(HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode >= 500)
        {
            Failures.Add((answer.StatusCode, answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, answer.Content.Headers.ContentType?.MediaType));
            using var body = new StreamReader(answer.Content.ReadAsStream(), leaveOpen: true);
            var said = body.ReadToEnd();
            if (Inside.Any(word => said.Contains(word, StringComparison.Ordinal)))
            {
                Told.Add(said);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        http.Dispose();
        if (ownsFolder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
