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

    private static async Task<HttpResponseMessage> BookAsync(BookablePractice practice, object answers, string? slot = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/public/bookings");
        request.Headers.Add("Idempotency-Key", "key");
        request.Content = JsonContent.Create(
            new { slotKey = slot ?? await practice.FirstSlotAsync(), client = new { givenName = "Ada", familyName = "Guest", email = "ada@example.com" }, answers }, options: new JsonSerializerOptions());
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
