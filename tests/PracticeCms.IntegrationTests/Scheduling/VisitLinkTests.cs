using System.Net;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Booking;
using PracticeCms.Settings;

namespace PracticeCms.IntegrationTests.Scheduling;

public sealed class VisitLinkTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_link_ends_a_while_after_the_visit_and_says_whom_to_call(DatabaseProvider provider)
    {
        await using var practice = await BookablePractice.StartAsync(provider);
        await practice.Host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<ISettings>().SaveAsync(new PracticeSettings { Name = "Harbour", Phone = "+1 202 555 0100" }, ct)));
        using var booked = await practice.BookAsync(await practice.FirstSlotAsync(), "Gina", "a");
        booked.EnsureSuccessStatusCode();
        var (end, link) = await practice.Host.InAsync("Default", async s =>
        {
            var visit = await s.GetRequiredService<SchedulingDb>().Appointments.SingleAsync();
            return (visit.End, s.GetRequiredService<ManageLink>().Of(visit).AbsolutePath);
        });
        string[] pages = [link, link + "/invite.ics", link + "/cancel", link + "/move"];

        practice.Host.Clock.Set(end + Duration.FromDays(90));
        Assert.All(await StatusesAsync(practice, pages), s => Assert.Equal(HttpStatusCode.OK, s));
        practice.Host.Clock.Advance(Duration.FromMinutes(1));
        Assert.All(await StatusesAsync(practice, pages), s => Assert.Equal(HttpStatusCode.Gone, s));

        using var gone = await practice.Client.GetAsync(link);
        var text = await gone.Content.ReadAsStringAsync();
        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(text, "Please call [^<:]+: <a href=\"tel:[^\"]*12025550100\">"), text);
        Assert.DoesNotContain("Check-up", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_long_links_work_is_a_setting_with_bounds()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);

        using var refused = await staff.SubmitAsync("admin/settings/booking", form => form["Input.LinkDays"] = "0");
        using var saved = await staff.SubmitAsync("admin/settings/booking", form => form["Input.LinkDays"] = "7");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (refused.StatusCode, saved.StatusCode));
        Assert.Equal(7, await DaysAsync(host));
        var file = Path.Combine(host.DataFolder, "policy.recipe.json");
        await File.WriteAllTextAsync(file, """{ "name": "policy", "steps": [ { "name": "BookingPolicies", "LinkDays": 5000 } ] }""");
        var report = await host.InAsync("Default", s => s.GetRequiredService<RunRecipe>().ExecuteAsync(s.GetRequiredService<RecipeCatalog>().Find(file, [])!, new RecipeRunOptions()));
        Assert.EndsWith("LinkDays", Assert.Single(report.Problems).Path, StringComparison.Ordinal);
        Assert.Equal(7, await DaysAsync(host));
    }

    private static Task<int> DaysAsync(TestHost host) => host.InAsync("Default", async s => (await s.GetRequiredService<ISettings>().GetAsync<BookingPolicy>()).LinkDays);

    private static async Task<List<HttpStatusCode>> StatusesAsync(BookablePractice practice, IEnumerable<string> pages)
    {
        var statuses = new List<HttpStatusCode>();
        foreach (var page in pages)
        {
            using var answer = await practice.Client.GetAsync(page);
            statuses.Add(answer.StatusCode);
        }

        return statuses;
    }
}
