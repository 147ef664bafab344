using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;
using PracticeCms.Messaging;
using PracticeCms.Messaging.Outgoing;
using PracticeCms.Scheduling;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Running;

namespace PracticeCms.IntegrationTests.Durable;

/// <summary>The serving process is killed at random while clients book, and started again: SIGKILL, as by a power cut.</summary>
public sealed class SuddenDeathTests
{
    private const int Hands = 8;

    [Theory, Trait("Category", "Long"), MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public Task Bookings_mails_and_workflows_survive_fifty_deaths(DatabaseProvider database) => SurviveAsync(database, deaths: 50, bookings: 2000);

    private static async Task SurviveAsync(DatabaseProvider database, int deaths, int bookings)
    {
        await using var practice = await MortalPractice.SetUpAsync(database);
        var slots = new ConcurrentQueue<(int Number, string Slot)>((await practice.SlotsAsync(bookings)).Index());
        var acknowledged = new ConcurrentDictionary<int, Guid>();
        var hands = Enumerable.Range(0, Hands).Select(async _ =>
        {
            while (slots.TryDequeue(out var next))
            {
                acknowledged[next.Number] = await practice.BookAsync(next.Number, next.Slot);
            }
        }).ToList();

        for (var death = 1; death <= deaths; death++)
        {
            await practice.UntilAsync(() => hands.Exists(h => h.IsFaulted) || acknowledged.Count >= Math.Min(bookings - 1, (death * bookings / (deaths + 1)) + Random.Shared.Next(bookings / deaths / 2)));
            await practice.DieAndRiseAsync();
        }

        // The mails and workflows of what was booked are done in a hurry now, and a death is likely to hit them.
        await Task.WhenAll(hands);
        for (var death = 1; death <= deaths && await practice.IsWorkLeftAsync(); death++)
        {
            await Task.Delay(Random.Shared.Next(50, 500));
            await practice.DieAndRiseAsync();
        }

        await practice.WorkIsDoneAsync();
        await AllIsThereOnceAsync(practice, acknowledged, bookings);
    }

    private static Task AllIsThereOnceAsync(MortalPractice practice, ConcurrentDictionary<int, Guid> acknowledged, int bookings) => practice.InAsync(async services =>
    {
        var visits = await services.GetRequiredService<SchedulingDb>().Appointments.AsNoTracking().Select(a => a.Id).ToListAsync();
        Assert.Equal(acknowledged.Values.Order(), visits.Order());
        Assert.Equal(bookings, visits.Count);

        var runs = await services.GetRequiredService<WorkflowsDb>().Workflows.AsNoTracking().ToListAsync();
        Assert.All(runs, r => Assert.Equal(WorkflowStatus.Finished, r.Status));
        Assert.Equal(visits.Select(v => v.ToString()).Order(), runs.Select(r => r.CorrelationId).Order());

        var mails = await services.GetRequiredService<MessagingDb>().Mails.AsNoTracking().ToListAsync();
        Assert.All(mails, m => Assert.Equal(MailState.Sent, m.State));
        Assert.Equal(Enumerable.Range(0, bookings).Select(MortalPractice.AddressOf).Order(), mails.Select(m => m.ToAddress).Order());
        Assert.Equal(bookings, practice.PickedUp().Count);

        Assert.Empty(await services.GetRequiredService<KernelDb>().Set<PracticeCms.Kernel.Durable.Incident>().ToListAsync());
        return true;
    });
}

/// <summary>A practice served by a process that may be killed; the test looks into its database from outside.</summary>
internal sealed class MortalPractice : IAsyncDisposable
{
    private const string Confirmation = """
        {
          "WorkflowTypeId": "confirmation0000000000000000", "Name": "Confirm at once", "IsEnabled": true,
          "Activities": [
            { "ActivityId": "booked", "Name": "AppointmentBookedEvent", "IsStart": true, "Properties": {} },
            { "ActivityId": "confirm", "Name": "EmailTask", "Properties": { "Recipients": { "Expression": "{{ Client.Email }}" }, "Subject": { "Expression": "See you" },
              "Body": { "Expression": "Your visit is booked." } } }
          ],
          "Transitions": [{ "Id": 0, "SourceActivityId": "booked", "SourceOutcomeName": "Done", "DestinationActivityId": "confirm" }]
        }
        """;

    private readonly TestHost outside;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };

    // The slow case needs about five minutes; what is not there after three times that will not come.
    private readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(15));
    private volatile PracticeProcess server;

    private MortalPractice(TestHost outside, PracticeProcess server) => (this.outside, this.server) = (outside, server);

    public static string AddressOf(int number) => $"guest{number}@example.com";

    public static async Task<MortalPractice> SetUpAsync(DatabaseProvider database)
    {
        var bookable = await Scheduling.BookablePractice.StartAsync(database, practitioners: 20, now: SystemClock.Instance.GetCurrentInstant());
        bookable.Client.Dispose();
        Assert.Null((await bookable.Host.InAsync("Default", s => s.GetRequiredService<PracticeCms.Workflows.Types.ImportType>().ExecuteAsync(Confirmation, default))).Problem);
        return new MortalPractice(bookable.Host, await PracticeProcess.StartAsync(bookable.Host.DataFolder));
    }

    public Task<T> InAsync<T>(Func<IServiceProvider, Task<T>> work) => outside.InAsync("Default", work);

    public async Task<IEnumerable<string>> SlotsAsync(int count)
    {
        var from = SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(2);
        var services = await http.GetFromJsonAsync<JsonElement>(new Uri(server.Address, "api/v1/public/services"));
        var found = new List<string>();
        foreach (var who in services.GetProperty("items")[0].GetProperty("practitioners").EnumerateArray().Select(p => p.GetProperty("id").GetString()))
        {
            var query = $"api/v1/public/availability?service=check-up&practitioner={who}&from={from:uuuu-MM-dd}&to={from.PlusDays(20):uuuu-MM-dd}";
            var days = (await http.GetFromJsonAsync<JsonElement>(new Uri(server.Address, query))).GetProperty("days").EnumerateArray();
            found.AddRange(days.SelectMany(d => d.GetProperty("slots").EnumerateArray()).Where((_, i) => i % 2 == 0).Select(s => s.GetProperty("key").GetString()!));
        }

        return found.Take(count);
    }

    /// <summary>Asks with the same key until it is acknowledged, as a client does whose connection broke.</summary>
    public async Task<Guid> BookAsync(int number, string slot)
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "api/v1/public/bookings"));
                request.Headers.Add("Idempotency-Key", $"key-{number}");
                request.Content = JsonContent.Create(new { slotKey = slot, client = new { givenName = "Guest", familyName = $"No{number}", email = AddressOf(number) } });
                using var answer = await http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                return answer.StatusCode == HttpStatusCode.Created ? JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid() : throw new InvalidOperationException(text);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    public async Task DieAndRiseAsync()
    {
        await server.KillAsync();
        await server.DisposeAsync();
        server = await PracticeProcess.StartAsync(outside.DataFolder);
    }

    public async Task UntilAsync(Func<bool> reached)
    {
        while (!reached())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    public Task<bool> IsWorkLeftAsync() =>
        InAsync(s => s.GetRequiredService<KernelDb>().Set<OutboxRow>().AnyAsync(r => r.State == WorkState.Pending && r.Kind != "background-task"));

    public async Task WorkIsDoneAsync()
    {
        while (await IsWorkLeftAsync())
        {
            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>What lies in the pick-up folder, half-written files not counted.</summary>
    public IReadOnlyList<string> PickedUp() => Directory.GetFiles(Path.Combine(outside.DataFolder, "Tenants", "Default", "mail"), "*.eml");

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        http.Dispose();
        patience.Dispose();
        await outside.DisposeAsync();
    }
}
