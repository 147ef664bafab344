using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using PracticeCms.IntegrationTests.Scheduling;
using PracticeCms.Records;
using PracticeCms.Records.Clients;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Booking;

namespace PracticeCms.IntegrationTests.Web;

/// <summary>A body of JSON sets what its call names, and nothing else of the records that the call makes.</summary>
public sealed class UnknownMemberTests
{
    private const string Bookings = "api/v1/public/bookings";

    [Fact]
    public async Task Each_call_that_takes_json_is_asked_here()
    {
        await using var host = await TestHost.StartAsync();
        var taking = host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Any(t => t.Contains("json", StringComparison.Ordinal)) == true)
            .Select(e => e.RoutePattern.RawText!.TrimStart('/')).Distinct();

        Assert.Equal([Bookings], taking);
    }

    [Fact]
    public async Task A_booking_with_any_other_member_of_a_visit_or_a_client_is_refused_by_its_name()
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Sqlite);
        var slot = await practice.FirstSlotAsync();
        List<string> paths = ["price", "client.notThere", .. Others<Appointment, BookingApi.BookingBody>(""), .. Others<Client, BookingApi.ClientBody>("client.")];
        foreach (var path in paths)
        {
            var body = Body(slot);
            (path.StartsWith("client.", StringComparison.Ordinal) ? (JsonObject)body["client"]! : body)[path.Split('.')[^1]] = "1";
            using var answer = await practice.Client.PostAsJsonAsync(Bookings, body);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

            Assert.Equal((path, HttpStatusCode.BadRequest), (path, answer.StatusCode));
            Assert.Equal([path], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
        }

        Assert.True(paths.Count > 30, $"only {paths.Count}");
        Assert.Equal((0, 0), (await practice.CountVisitsAsync(), await practice.Host.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Clients.CountAsync())));
        using var booked = await practice.Client.PostAsJsonAsync(Bookings, Body(slot));
        Assert.Equal(HttpStatusCode.Created, booked.StatusCode);
    }

    [Theory]
    [InlineData("""{"slotKey":7}""", "slotKey")]
    [InlineData("""{"client":{"email":["a@example.com"]}}""", "client.email")]
    [InlineData("""{"client":"Ada"}""", "client")]
    [InlineData("""["slotKey"]""", "")]
    [InlineData("slotKey", "")]
    [InlineData("""{"answers":{"a":"\ud800"}}""", "")]
    public async Task What_cannot_be_read_is_said_by_member_where_there_is_one(string body, string member)
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Sqlite);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await practice.Client.PostAsync(Bookings, content);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(member, problem.TryGetProperty("errors", out var errors) ? Assert.Single(errors.EnumerateObject()).Name : "");
    }

    private static JsonObject Body(string slot) => new()
    {
        ["slotKey"] = slot, ["client"] = new JsonObject { ["givenName"] = "Ada", ["familyName"] = "Guest", ["email"] = "ada@example.com" },
    };

    /// <summary>Properties of the record that the body does not have.</summary>
    private static IEnumerable<string> Others<TRecord, TBody>(string below) => typeof(TRecord).GetProperties().Select(p => p.Name)
        .Except(typeof(TBody).GetProperties().Select(p => p.Name)).Select(n => below + JsonNamingPolicy.CamelCase.ConvertName(n));
}
