using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NodaTime.Text;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Booking;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Resources;
using PracticeCms.Secrets;
using PracticeCms.Settings;

namespace PracticeCms.IntegrationTests.Scheduling;

public sealed class BookingTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Of_many_who_book_one_time_at_once_exactly_one_gets_it(DatabaseProvider provider)
    {
        await using var practice = await BookablePractice.StartAsync(provider);
        var slot = await practice.FirstSlotAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => practice.BookAsync(slot, $"Guest{i}", $"key-{i}")));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(23, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(1, await practice.CountVisitsAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_time_that_many_want_at_once_is_shared_among_everyone_who_is_free(DatabaseProvider provider)
    {
        const int Free = 8;
        await using var practice = await BookablePractice.StartAsync(provider, Free);
        var slot = await practice.FirstSlotAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, Free).Select(i => practice.BookAsync(slot, $"Guest{i}", $"key-{i}")));
        var late = await practice.BookAsync(slot, "Late", "late");

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal(Free, await practice.CountVisitsAsync());
        Assert.Equal(0, await practice.CountOverlapsAsync());
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, 1), InlineData(DatabaseProvider.Sqlite, 3), InlineData(DatabaseProvider.Postgres, 1), InlineData(DatabaseProvider.Postgres, 3)]
    public async Task One_request_sent_many_times_at_once_is_one_visit(DatabaseProvider provider, int practitioners)
    {
        await using var practice = await BookablePractice.StartAsync(provider, practitioners);
        for (var round = 1; round <= 10; round++)
        {
            var slot = await practice.FirstSlotAsync();

            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => practice.BookAsync(slot, "Guest", $"key-{round}")));

            Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
            Assert.Single((await Task.WhenAll(answers.Select(IdAsync))).Distinct());
            Assert.Equal(round, await practice.CountVisitsAsync());
        }
    }

    /// <summary>Online and at the desk in turn.</summary>
    [Fact]
    public async Task A_visit_is_booked_or_its_client_erased_and_never_both()
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Postgres);
        for (var round = 0; round < 10; round++)
        {
            var name = $"Guest{round}";
            var client = await practice.Host.InAsync(
                "Default", async s => (await s.GetRequiredService<IClients>().CreateAsync(new NewClient(name, "Guest", $"{name}@example.com", null))).Value);
            var slot = await practice.FirstSlotAsync(3 + round);

            Task booking = round % 2 == 0 ? practice.BookAsync(slot, name, $"key-{round}") : BookAtDeskAsync(practice, slot, client);
            var erasing = practice.Host.InAsync("Default", s => s.GetRequiredService<IErasure>().EraseAsync(client, "Asked for by the person"));
            await Task.WhenAll(booking, erasing);

            var visits = await practice.Host.InAsync("Default", s => s.GetRequiredService<SchedulingDb>().Appointments.CountAsync(a => a.ClientId == client));
            Assert.Equal((await erasing).Succeeded ? 0 : 1, visits);
        }
    }

    [Theory, Trait("Category", "Long"), MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Of_two_hundred_who_book_one_time_at_once_exactly_one_gets_it_fifty_times(DatabaseProvider provider)
    {
        await using var practice = await BookablePractice.StartAsync(provider);
        for (var round = 1; round <= 50; round++)
        {
            var slot = await practice.FirstSlotAsync(3 + (round / 10));

            var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => practice.BookAsync(slot, $"Guest{i}", $"key-{round}-{i}")));

            Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
            Assert.Equal(199, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
            Assert.Equal(round, await practice.CountVisitsAsync());
        }

        Assert.Equal(0, await practice.CountOverlapsAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_taken_time_is_answered_with_the_next_free_ones(DatabaseProvider provider)
    {
        await using var practice = await BookablePractice.StartAsync(provider);
        var slot = await practice.FirstSlotAsync();
        await practice.BookAsync(slot, "First", "a");

        var answer = await practice.BookAsync(slot, "Second", "b");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var next = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("nextSlots");
        Assert.Equal(6, next.GetArrayLength());
        Assert.Equal(HttpStatusCode.Created, (await practice.BookAsync(next[0].GetProperty("key").GetString()!, "Second", "b")).StatusCode);
    }

    [Fact]
    public async Task A_time_that_is_over_is_called_so_and_answered_with_the_next_free_ones()
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Sqlite);
        var slot = await practice.FirstSlotAsync();
        practice.Host.Clock.Advance(Duration.FromDays(40));

        var answer = await practice.BookAsync(slot, "Late", "a");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("is over", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(6, problem.GetProperty("nextSlots").GetArrayLength());
    }

    [Fact]
    public async Task A_repeated_key_gives_the_same_visit_and_another_request_under_it_is_refused()
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Sqlite);
        var slot = await practice.FirstSlotAsync();

        var first = await practice.BookAsync(slot, "Ada", "once");
        var again = await practice.BookAsync(slot, "Ada", "once");
        var other = await practice.BookAsync(slot, "Eve", "once");

        Assert.Equal(await IdAsync(first), await IdAsync(again));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal(1, await practice.CountVisitsAsync());
    }

    [Fact]
    public async Task What_is_missing_is_said_by_field()
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Sqlite);

        var answer = await practice.BookAsync(await practice.FirstSlotAsync(), "", "key");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("givenName", out _));
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_is_a_bad_request()
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Sqlite);
        using var endless = new FormUrlEncodedContent(Enumerable.Range(0, 1100).Select(i => KeyValuePair.Create($"field{i}", "x")));

        using var answer = await practice.Client.PostAsync("/book/check-up/details", endless);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_client_sees_the_visit_by_the_link_and_a_wrong_link_opens_nothing()
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Sqlite);
        var booked = await (await practice.BookAsync(await practice.FirstSlotAsync(), "Ada", "key")).Content.ReadFromJsonAsync<JsonElement>();
        var path = new Uri(booked.GetProperty("manageUrl").GetString()!).AbsolutePath;

        var answer = await practice.Client.GetAsync(path);
        var page = await answer.Content.ReadAsStringAsync();
        var invite = await practice.Client.GetStringAsync(path + "/invite.ics");
        var wrong = await practice.Client.GetAsync("/visit/" + new string('x', 43));

        Assert.Contains("Check-up", page, StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Contains($"UID:{booked.GetProperty("id").GetString()}@", invite, StringComparison.Ordinal);
        Assert.DoesNotContain("Check-up", invite, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
    }

    private static Task BookAtDeskAsync(BookablePractice practice, string slot, Guid client)
    {
        var at = SlotKey.Parse(slot)!.Value;
        return practice.Host.InAsync(
            "Default", s => s.GetRequiredService<BookAppointment>().ExecuteAsync(new BookAppointment.Request(at.ServiceId, client, at.PractitionerId, at.Start, BookingSource.Staff)));
    }

    private static async Task<string?> IdAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
}

/// <summary>A practice with practitioners who work every day and one service.</summary>
internal sealed class BookablePractice(TestHost host, HttpClient client) : IAsyncDisposable
{
    public HttpClient Client { get; } = client;
    public TestHost Host => host;

    public static async Task<BookablePractice> StartAsync(DatabaseProvider provider, int practitioners = 1, Instant? now = null)
    {
        Databases.Need(provider);
        var host = await TestHost.StartAsync(now: now);
        await host.CreateBareAsync(provider);
        await host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            var db = services.GetRequiredService<SchedulingDb>();
            var location = new Location { Id = Ids.New(), Code = "main", Name = "Main", Zone = "America/New_York" };
            var staff = Enumerable.Range(1, practitioners).Select(i => new Resource { Id = Ids.New(), Code = $"p{i}", Name = i == 1 ? "Ann" : $"Ann {i}", Kind = ResourceKind.Practitioner, LocationId = location.Id }).ToList();
            var service = new Service { Id = Ids.New(), Code = "check-up", Name = "Check-up", DurationMinutes = 30, Currency = Currency.Of("USD") };
            db.AddRange(location, service);
            db.AddRange(staff);
            db.AddRange(staff.Select(r => new ServicePractitioner { ServiceId = service.Id, ResourceId = r.Id }));
            await services.GetRequiredService<IUnitOfWork>().FlushAsync(ct);
            db.AddRange(staff.SelectMany(r => Enumerable.Range(1, 7).Select(day => new AvailabilityRule { Id = Ids.New(), ResourceId = r.Id, Weekday = day, StartMinute = 540, EndMinute = 1020 })));
            await services.GetRequiredService<ISettings>().SaveAsync(new BookingPolicy { PostsPerMinute = 0 }, ct);
        }));
        return new BookablePractice(host, new HttpClient { BaseAddress = host.Address });
    }

    public async Task<string> FirstSlotAsync(int inDays = 3)
    {
        var day = LocalDatePattern.Iso.Format(host.Clock.GetCurrentInstant().InUtc().Date.PlusDays(inDays));
        var answer = await Client.GetFromJsonAsync<JsonElement>($"/api/v1/public/availability?service=check-up&from={day}&to={day}");
        return answer.GetProperty("days")[0].GetProperty("slots")[0].GetProperty("key").GetString()!;
    }

    public async Task<HttpResponseMessage> BookAsync(string slot, string name, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/public/bookings");
        request.Headers.Add("Idempotency-Key", key);
        request.Content = JsonContent.Create(new { slotKey = slot, client = new { givenName = name, familyName = "Guest", email = $"{name}@example.com" } });
        return await Client.SendAsync(request);
    }

    public Task<int> CountVisitsAsync() => host.InAsync("Default", services => services.GetRequiredService<SchedulingDb>().Appointments.CountAsync());

    /// <summary>Pairs of active claims of one resource that overlap, as the database itself sees them.</summary>
    public Task<int> CountOverlapsAsync() => host.InAsync("Default", services =>
    {
        var claims = services.GetRequiredService<SchedulingDb>().Claims;
        return claims.CountAsync(a => a.IsActive && !a.IsOverbook
            && claims.Any(b => b.Id != a.Id && b.ResourceId == a.ResourceId && b.IsActive && !b.IsOverbook && b.StartMinute < a.EndMinute && a.StartMinute < b.EndMinute));
    });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
    }
}
