using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using PracticeCms.Records.Fields;
using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Calendar;
using PracticeCms.Settings;

namespace PracticeCms.IntegrationTests.Scheduling;

/// <summary>A service that asks why somebody comes, whether they were here before, and since when it hurts.</summary>
public sealed class BookingQuestionTests
{
    private const string Part = """
        {"Name":"VisitQuestions","ContentPartFieldDefinitionRecords":[
          {"FieldName":"TextField","Name":"Reason","Settings":{"ContentPartFieldSettings":{"DisplayName":"Reason","Position":"1","Editor":"TextArea"},"TextFieldSettings":{"Required":true}}},
          {"FieldName":"BooleanField","Name":"FirstTime","Settings":{"ContentPartFieldSettings":{"DisplayName":"First time?","Position":"2"}}},
          {"FieldName":"NumericField","Name":"Days","Settings":{"ContentPartFieldSettings":{"DisplayName":"Days","Position":"3"},"NumericFieldSettings":{"Minimum":0}}}]}
        """;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Answers_are_kept_sealed_with_the_visit_and_shown_to_staff(DatabaseProvider provider)
    {
        await using var practice = await StartAsync(provider);

        var booked = await BookAsync(practice, new { Reason = "Knee <b>hurts</b> 🦵", FirstTime = true, Days = 3 });

        Assert.Equal(HttpStatusCode.Created, booked.StatusCode);
        var id = (await booked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var row = await practice.Host.InAsync("Default", s => s.GetRequiredService<SchedulingDb>().Appointments.AsNoTracking().SingleAsync());
        Assert.DoesNotContain("Knee", row.AnswersSealed, StringComparison.Ordinal);
        var visit = await practice.Host.InAsync("Default", s => s.GetRequiredService<LoadVisit>().ExecuteAsync(id, default));
        Assert.Equal([("Reason", "Knee <b>hurts</b> 🦵"), ("First time?", "Yes"), ("Days", "3")], visit!.Answers.Select(a => (a.Label, a.Text)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_is_wrong_with_an_answer_is_said_at_its_question_and_nothing_is_booked(DatabaseProvider provider)
    {
        await using var practice = await StartAsync(provider);

        var answer = await BookAsync(practice, new { FirstTime = "perhaps", Days = -1, Colour = "red" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal("Reason is needed.", errors.GetProperty("answers.Reason")[0].GetString());
        Assert.Equal("First time? must be yes or no.", errors.GetProperty("answers.FirstTime")[0].GetString());
        Assert.Equal("Days must be at least 0.", errors.GetProperty("answers.Days")[0].GetString());
        Assert.Equal("There is no such question.", errors.GetProperty("answers.Colour")[0].GetString());
        Assert.Equal(0, await practice.CountVisitsAsync());
    }

    [Fact]
    public async Task The_same_key_with_other_answers_is_another_request()
    {
        await using var practice = await StartAsync(DatabaseProvider.Sqlite);

        var slot = await practice.FirstSlotAsync();
        await BookAsync(practice, new { Reason = "Knee" }, slot);

        Assert.Equal(HttpStatusCode.Created, (await BookAsync(practice, new { Reason = "Knee" }, slot)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await BookAsync(practice, new { Reason = "Back" }, slot)).StatusCode);
    }

    [Fact]
    public async Task Programs_read_the_questions_with_the_service()
    {
        await using var practice = await StartAsync(DatabaseProvider.Sqlite);

        var questions = (await practice.Client.GetFromJsonAsync<JsonElement>("/api/v1/public/services")).GetProperty("items")[0].GetProperty("questions");

        Assert.Equal(["Reason longText True", "FirstTime boolean False", "Days number False"], questions.EnumerateArray().Select(q => $"{q.GetProperty("name")} {q.GetProperty("kind")} {q.GetProperty("required")}"));
    }

    [Fact]
    public async Task The_page_asks_them_and_keeps_what_was_typed()
    {
        await using var practice = await StartAsync(DatabaseProvider.Sqlite);
        var slot = await practice.FirstSlotAsync();
        var page = new HtmlParser().ParseDocument(await practice.Client.GetStringAsync($"/book/check-up/details?slot={slot}"));
        Assert.Equal("TEXTAREA", page.QuerySelector("[name='answers.Reason']")!.TagName);
        Assert.Equal(2, page.QuerySelectorAll("[type=radio][name='answers.FirstTime']").Length);

        var fields = page.QuerySelectorAll("input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value") ?? "");
        (fields["givenName"], fields["familyName"], fields["email"]) = ("Zoë \"Z\" 🌻", "O'Hara", "zoe@example.com");
        (fields["answers.FirstTime"], fields["answers.Days"]) = ("false", "many");
        var answer = await practice.Client.PostAsync("/book/check-up/details", new FormUrlEncodedContent(fields));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        Assert.Equal("Days must be a number.", page.QuerySelector("#answer-Days-error")!.TextContent);
        Assert.Equal("many", page.QuerySelector("#answer-Days")!.GetAttribute("value"));
        Assert.True(page.QuerySelector("[name='answers.FirstTime'][value=false]")!.HasAttribute("checked"));
        Assert.Equal("Zoë \"Z\" 🌻", page.QuerySelector("#givenName")!.GetAttribute("value"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Odd_input_is_refused_by_field_or_kept_as_it_is_and_never_an_error(DatabaseProvider provider)
    {
        await using var practice = await StartAsync(provider);
        var tooLong = await BookAsync(practice, new { Reason = new string('x', 5000) });
        var control = await BookAsync(practice, new { Reason = "Knee" }, name: "A\0da");
        var kept = await BookAsync(practice, new { Reason = "a\0b \u202Eمريم" }, name: "Zoë \"Z\" O'Hara 🌻");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.Created), (tooLong.StatusCode, control.StatusCode, kept.StatusCode));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_name_is_kept_whose_search_words_are_cut_at_a_character_of_two_halves(DatabaseProvider provider)
    {
        await using var practice = await StartAsync(provider);
        var booked = await BookAsync(practice, new { Reason = "Knee" }, name: new string('a', 79) + "🌻");

        Assert.Equal(HttpStatusCode.Created, booked.StatusCode);
    }

    [Theory]
    [InlineData("from=soon", "from")]
    [InlineData("from=9999-12-31", "from")]
    [InlineData("from=2026-03-01&to=2026-02-01", "to")]
    [InlineData("from=2026-03-01&to=2026-09-01", "to")]
    [InlineData("zone=Mars/Olympus", "zone")]
    [InlineData("practitioner=ann", "practitioner")]
    public async Task A_question_for_free_times_that_makes_no_sense_is_answered_by_field(string query, string field)
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Sqlite);
        var answer = await practice.Client.GetAsync($"/api/v1/public/availability?service=check-up&{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([field], (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Fact]
    public async Task Days_are_the_askers_own_across_a_change_of_clocks()
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Sqlite);
        practice.Host.Clock.Set(Instant.FromUtc(2026, 10, 20, 0, 0));
        var answer = await practice.Client.GetFromJsonAsync<JsonElement>("/api/v1/public/availability?service=check-up&from=2026-10-24&to=2026-10-26&zone=Europe/Berlin");

        // New York keeps summer time a week longer than Berlin: 9:00 there is 15:00, then 14:00.
        Assert.Equal(
            ["2026-10-24 2026-10-24T15:00:00+02:00", "2026-10-25 2026-10-25T14:00:00+01:00", "2026-10-26 2026-10-26T14:00:00+01:00"],
            answer.GetProperty("days").EnumerateArray().Select(d => $"{d.GetProperty("date")} {d.GetProperty("slots")[0].GetProperty("start")}"));
    }

    [Fact]
    public async Task The_description_of_the_interface_names_answers_and_refusals()
    {
        await using var practice = await BookablePractice.StartAsync(DatabaseProvider.Sqlite);
        var paths = (await practice.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths");

        Assert.Equal(["200", "400"], Responses("/api/v1/public/availability", "get"));
        Assert.Equal(["201", "400", "409", "422", "429"], Responses("/api/v1/public/bookings", "post"));
        Assert.EndsWith(
            "/BookingAnswer",
            paths.GetProperty("/api/v1/public/bookings").GetProperty("post").GetProperty("responses").GetProperty("201").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString(),
            StringComparison.Ordinal);

        IEnumerable<string> Responses(string path, string method) => paths.GetProperty(path).GetProperty(method).GetProperty("responses").EnumerateObject().Select(r => r.Name);
    }

    [Fact]
    public async Task Who_books_too_often_is_told_when_to_come_back()
    {
        await using var practice = await StartAsync(DatabaseProvider.Sqlite, postsPerMinute: 1);
        await BookAsync(practice, new { Reason = "Knee" });

        var answer = await BookAsync(practice, new { Reason = "Knee" });

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    private static async Task<HttpResponseMessage> BookAsync(BookablePractice practice, object answers, string? slot = null, string name = "Ada")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/public/bookings");
        request.Headers.Add("Idempotency-Key", "key");
        request.Content = JsonContent.Create(
            new { slotKey = slot ?? await practice.FirstSlotAsync(), client = new { givenName = name, familyName = "Guest", email = "ada@example.com" }, answers }, options: new JsonSerializerOptions());
        return await practice.Client.SendAsync(request);
    }

    private static async Task<BookablePractice> StartAsync(DatabaseProvider provider, int postsPerMinute = 0)
    {
        var practice = await BookablePractice.StartAsync(provider);
        await practice.Host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            var settings = services.GetRequiredService<ISettings>();
            await settings.SaveAsync(new PracticeCms.Scheduling.Booking.BookingPolicy { PostsPerMinute = postsPerMinute }, ct);
            await settings.SaveAsync(
                new CustomFields { ContentTypes = [JsonNode.Parse("""{"Name":"VisitQuestions","DisplayName":"Before a visit"}""")], ContentParts = [JsonNode.Parse(Part)] }, ct);
            (await services.GetRequiredService<SchedulingDb>().Services.SingleAsync(ct)).Form = "VisitQuestions";
        }));
        return practice;
    }
}
