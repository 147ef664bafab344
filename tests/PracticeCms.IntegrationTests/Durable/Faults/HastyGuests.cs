using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PracticeCms.Records;
using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Contracts;
using PracticeHost.Chaos;

namespace PracticeCms.IntegrationTests.Durable.Faults;

/// <summary>
/// One guest after the other asks once for a visit, and moves or cancels some of those that are booked. Who was not told that it is booked comes back
/// when all is over.
/// </summary>
internal sealed class HastyGuests
{
    private readonly FaultyPractice practice;
    private readonly List<(string Key, long Minute)> slots;
    private readonly ChaosGuest changes;
    private readonly List<Wish> unanswered = [];
    private int number;

    private HastyGuests(FaultyPractice practice, List<(string Key, long Minute)> slots) =>
        (this.practice, this.slots, changes) = (practice, slots, practice.Crowd.Guest(1));

    private sealed record Wish(int Number, string Slot, long Minute);

    /// <summary>How many were not told that their visit is booked.</summary>
    public int Unanswered => unanswered.Count;

    public static async Task<HastyGuests> ComeAsync(FaultyPractice practice)
    {
        var from = SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(2);
        var query = string.Create(CultureInfo.InvariantCulture, $"api/v1/public/availability?service={ChaosPractice.Service}&from={from:uuuu-MM-dd}&to={from.PlusDays(40):uuuu-MM-dd}");
        var answer = await practice.Http.GetFromJsonAsync<JsonElement>(new Uri(practice.Nodes[0].Address, query));
        return new HastyGuests(practice, answer.GetProperty("days").EnumerateArray().SelectMany(d => d.GetProperty("slots").EnumerateArray())
            .Select(s => (s.GetProperty("key").GetString()!, s.GetProperty("start").GetDateTimeOffset().ToUnixTimeSeconds() / 60)).ToList());
    }

    /// <summary>False where the guest was not told that the visit is booked.</summary>
    public async Task<bool> VisitAsync()
    {
        var (slot, minute) = slots[number % slots.Count];
        var wish = new Wish(++number, slot, minute);
        if (await AskAsync(wish) is not { } visit)
        {
            unanswered.Add(wish);
            return false;
        }

        await practice.Crowd.ChangeAsync(changes, visit, wish.Number % 4, CancellationToken.None);
        return true;
    }

    /// <summary>What was acknowledged is there once, what was not at most once, and nothing in part.</summary>
    public async Task AreThereOnceAsync()
    {
        var there = await practice.InAsync(FoundAsync);
        Assert.All(practice.Crowd.Promises, p => Assert.Equal(Guid.Parse(p.Id), Assert.Single(there[Promise.AddressOf(p.Number)])));
        Assert.All(unanswered, w => Assert.InRange(there[Promise.AddressOf(w.Number)].Count(), 0, 1));
        Assert.Equal(practice.Crowd.Promises.Count + unanswered.Count(w => there[Promise.AddressOf(w.Number)].Any()), there.Sum(v => v.Count()));
    }

    /// <summary>Who got no answer asks again under the same key: where the visit was there, it is the same one.</summary>
    public async Task ComeBackAsync()
    {
        var there = await practice.InAsync(FoundAsync);
        foreach (var wish in unanswered)
        {
            var visit = await AskAsync(wish);
            Assert.NotNull(visit);
            Assert.All(there[Promise.AddressOf(wish.Number)], id => Assert.Equal(id, Guid.Parse(visit.Id)));
            await practice.Crowd.ChangeAsync(changes, visit, 2, CancellationToken.None);
        }
    }

    /// <summary>Null where it was not told that the visit is booked.</summary>
    private async Task<Promise?> AskAsync(Wish wish)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(practice.Nodes[0].Address, "api/v1/public/bookings"));
        request.Headers.Add("Idempotency-Key", $"hasty-{wish.Number}");
        request.Content = JsonContent.Create(new { slotKey = wish.Slot, client = new { givenName = "Guest", familyName = $"No{wish.Number}", email = Promise.AddressOf(wish.Number) } });
        try
        {
            using var answer = await practice.Http.SendAsync(request);
            practice.Hear(answer);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                return Told(wish, await answer.Content.ReadAsStringAsync());
            }

            return answer.StatusCode >= HttpStatusCode.InternalServerError ? null : throw new InvalidOperationException($"A booking was answered with {(int)answer.StatusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private static Promise Told(Wish wish, string text)
    {
        using var answer = JsonDocument.Parse(text);
        var link = new Uri(answer.RootElement.GetProperty("manageUrl").GetString()!).AbsolutePath.TrimStart('/');
        return new Promise(wish.Number, answer.RootElement.GetProperty("id").GetString()!, link, wish.Minute);
    }

    /// <summary>Visits by the address of their client, when each has its client and its claim, and no client and no claim is there without its visit.</summary>
    private static async Task<ILookup<string, Guid>> FoundAsync(IServiceProvider services)
    {
        var people = await services.GetRequiredService<RecordsDb>().Clients.AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.Email!);
        var visits = await services.GetRequiredService<SchedulingDb>().Appointments.AsNoTracking().ToListAsync();
        var claims = await services.GetRequiredService<SchedulingDb>().Claims.AsNoTracking().ToListAsync();
        Assert.Equal(people.Keys.Order(), visits.Select(v => v.ClientId).Distinct().Order());
        Assert.Equal(visits.Where(v => v.Status != AppointmentStatus.Cancelled).Select(v => v.Id).Order(), claims.Where(c => c.IsActive).Select(c => c.AppointmentId!.Value).Order());
        Assert.Empty(claims.Select(c => c.AppointmentId!.Value).Except(visits.Select(v => v.Id)));
        return visits.ToLookup(v => people[v.ClientId], v => v.Id);
    }
}
