using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Dom;

namespace PracticeCms.IntegrationTests.Ui;

public sealed class PortalTests : IAsyncLifetime
{
    private TestHost host = null!;
    private StaffSession owner = null!;

    public async ValueTask InitializeAsync()
    {
        host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        owner = await StaffSession.SignInAsync(host);
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("admin/find?q=set")]
    [InlineData("admin/settings")]
    [InlineData("admin/settings/practice")]
    [InlineData("admin/settings/branding")]
    [InlineData("admin/settings/features")]
    [InlineData("admin/settings/templates")]
    [InlineData("admin/settings/templates/edit?name=home")]
    [InlineData("")]
    public async Task A_page_has_one_heading_one_main_part_and_nothing_inline(string path)
    {
        var page = await owner.PageAsync(path);
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Single(page.QuerySelectorAll("main"));
        Assert.NotEmpty(page.Title!);
        Assert.Empty(page.QuerySelectorAll("[style], style, script:not([src])"));
        Assert.Empty(page.QuerySelectorAll("input:not([type=hidden]), select, textarea").Where(e => !IsNamed(e, page)));
        Assert.Empty(page.QuerySelectorAll("[id]").GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public async Task A_new_accent_reaches_the_style_sheet_and_the_change_is_told_after_the_redirect()
    {
        using var answer = await owner.SubmitAsync("admin/settings/branding", form => form["Input.Accent"] = "#aa3355");
        Assert.Contains("Look saved", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("--accent:#aa3355", await owner.Http.GetStringAsync("theme.css"), StringComparison.Ordinal);
        Assert.DoesNotContain("Look saved", await owner.Http.GetStringAsync("admin"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_colour_that_is_none_is_refused_beside_its_field()
    {
        using var answer = await owner.SubmitAsync("admin/settings/branding", form => form["Input.Accent"] = "red");
        Assert.Contains("f-Accent-error", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switching_off_what_others_need_first_says_which()
    {
        await SwitchAsync("PracticeCms.Scheduling", on: true);
        var page = await owner.PageAsync("admin/settings/features?switch=PracticeCms.Records");
        var notice = page.QuerySelector(".card-notice")!;
        Assert.Contains("Scheduling", notice.TextContent, StringComparison.Ordinal);

        using var answer = await owner.SubmitAsync("admin/settings/features?switch=PracticeCms.Records", _ => { });
        answer.EnsureSuccessStatusCode();
        Assert.False(await host.InAsync("Default", s => Task.FromResult(s.GetRequiredService<IFeatures>().IsEnabled("PracticeCms.Scheduling"))));
    }

    [Fact]
    public async Task A_changed_text_shows_on_the_site_until_it_is_reverted()
    {
        const string Edit = "admin/settings/templates/edit?name=home";
        using var broken = await owner.SubmitAsync(Edit, form => form["Input.Source"] = "{% if %}");
        Assert.Contains("f-Source-error", await broken.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var saved = await owner.SubmitAsync(Edit, form => form["Input.Source"] = "<h1>Our own words</h1>");
        saved.EnsureSuccessStatusCode();
        Assert.Contains("Our own words", await owner.Http.GetStringAsync(""), StringComparison.Ordinal);

        using var reverted = await owner.SubmitAsync(Edit, _ => { });
        reverted.EnsureSuccessStatusCode();
        Assert.DoesNotContain("Our own words", await owner.Http.GetStringAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_without_a_subject_is_refused_and_the_preview_shows_a_mail_as_it_goes_out()
    {
        const string Edit = "admin/settings/templates/edit?name=mail/invite";
        using var bare = await owner.SubmitAsync(Edit, form => form["Input.Source"] = "<p>Hello</p>");
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        Assert.Contains("f-Source-error", await bare.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var preview = await owner.Http.GetStringAsync("admin/settings/templates/preview?name=mail/invite");
        Assert.Contains("Your account at Test practice", preview, StringComparison.Ordinal);
        Assert.Contains("Robin Sample invites you", preview, StringComparison.Ordinal);
        Assert.DoesNotContain("Subject:", preview, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_edit_one_page_the_second_is_told_and_may_save_once_more()
    {
        const string Page = "admin/settings/practice";
        var opened = (await owner.PageAsync(Page)).QuerySelector("[name='Input.Stamp']")!.GetAttribute("value")!;
        using var first = await owner.SubmitAsync(Page, form => form["Input.City"] = "Firstville");
        first.EnsureSuccessStatusCode();

        using var second = await owner.SubmitAsync(Page, form => (form["Input.Stamp"], form["Input.City"]) = (opened, "Secondville"));
        var answer = await second.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("Somebody else saved this page", answer, StringComparison.Ordinal);
        Assert.Contains("Secondville", answer, StringComparison.Ordinal);
        Assert.Equal("Firstville", (await owner.PageAsync(Page)).QuerySelector("[name='Input.City']")!.GetAttribute("value"));

        var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(answer, CancellationToken.None);
        var fresh = page.QuerySelector("[name='Input.Stamp']")!.GetAttribute("value")!;
        using var again = await owner.SubmitAsync(Page, form => (form["Input.Stamp"], form["Input.City"]) = (fresh, "Secondville"));
        Assert.Equal("Secondville", (await owner.PageAsync(Page)).QuerySelector("[name='Input.City']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task The_first_run_checklist_names_what_is_open_until_it_is_put_away()
    {
        var list = (await owner.PageAsync("admin")).QuerySelector(".checklist")!;
        Assert.Contains("Enter address and phone", list.TextContent, StringComparison.Ordinal);
        using var away = await owner.SubmitAsync("admin", _ => { });
        Assert.Contains("The checklist is put away", await away.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null((await owner.PageAsync("admin")).QuerySelector(".checklist"));
    }

    [Fact]
    public async Task What_sign_in_needs_cannot_be_switched_off()
    {
        var page = await owner.PageAsync("admin/settings/features?q=Messaging");
        Assert.Contains("Always on", page.QuerySelector(".switch-list")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll(".switch-list button"));
    }

    [Fact]
    public async Task The_palette_finds_pages_by_a_few_letters_and_actions_behind_an_angle_bracket()
    {
        var pages = await owner.Http.GetFromJsonAsync<JsonElement>("admin/search?q=sett");
        Assert.Contains("\"admin/settings\"", pages.GetRawText(), StringComparison.Ordinal);
        var actions = await owner.Http.GetFromJsonAsync<JsonElement>("admin/search?q=%3E");
        Assert.All(actions.EnumerateArray(), group => Assert.Equal("Actions", group.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Rights_are_named_in_the_words_of_the_practice()
    {
        var rights = (await owner.PageAsync("admin/roles")).QuerySelector("[aria-labelledby=matrix] table")!.TextContent;
        Assert.Contains("See clients: names, numbers and tags", rights, StringComparison.Ordinal);
        Assert.DoesNotContain("{", rights, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin/nothing-here")]
    [InlineData("admin/clients/0197a2f0-0000-7000-8000-000000000000")]
    [InlineData("admin/clients?page=99999999999")]
    [InlineData("admin/invoices/new?client=not-an-id")]
    [InlineData("admin/services/edit?id=0197a2f0-0000-7000-8000-000000000000")]
    [InlineData("admin/roles/edit?name=Nobody")]
    public async Task An_address_that_leads_nowhere_is_a_page_of_the_portal_with_a_reference(string path)
    {
        using var answer = await AskAsync(owner, path);
        var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(), CancellationToken.None);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.NotNull(page.QuerySelector("nav.sidebar"));
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Matches("Reference .+", page.QuerySelector(".error-reference")!.TextContent);
    }

    [Fact]
    public async Task A_form_of_an_ended_session_is_answered_with_a_page_that_leads_back()
    {
        using var stranger = StaffSession.Anonymous(host);
        using var request = new HttpRequestMessage(HttpMethod.Post, "admin/tasks/new") { Content = new FormUrlEncodedContent([]) };
        request.Headers.Accept.ParseAdd("text/html");
        request.Headers.Referrer = new Uri(host.Address, "admin/tasks/new?client=1");
        using var answer = await stranger.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("account/signin?returnUrl=%2Fadmin%2Ftasks%2Fnew%3Fclient%3D1", text, StringComparison.Ordinal);
        Assert.Contains("theme.css", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_action_tells_a_person_why_on_a_page_and_a_program_in_problem_details()
    {
        await SwitchAsync("PracticeCms.Tasks", on: true);
        var path = $"admin/tasks/{Ids.New()}/complete";
        var token = await owner.Http.GetStringAsync("admin/session");
        foreach (var (accept, type) in new[] { ("text/html", "text/html"), ("application/json", "application/problem+json") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]) };
            request.Headers.Accept.ParseAdd(accept);
            using var answer = await owner.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
            Assert.Contains("The task was not found", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Single_keys_stay_off_for_the_person_in_every_browser()
    {
        var token = await owner.Http.GetStringAsync("admin/session");
        using var answer = await owner.Http.PostAsync("admin/profile/keys", new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token), KeyValuePair.Create("on", "false")]));
        answer.EnsureSuccessStatusCode();
        using var elsewhere = await StaffSession.SignInAsync(host);
        Assert.Equal("off", (await elsewhere.PageAsync("admin")).QuerySelector(".frame")!.GetAttribute("data-single-keys"));
    }

    [Fact]
    public async Task Strangers_see_the_welcome_page_and_nothing_of_the_portal()
    {
        using var stranger = StaffSession.Anonymous(host);
        Assert.Contains("Test practice", await stranger.Http.GetStringAsync(""), StringComparison.Ordinal);
        using var search = await stranger.Http.GetAsync("admin/search?q=a");
        Assert.EndsWith("signin", search.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        using var logo = await stranger.Http.GetAsync($"brand/{Ids.New()}");
        Assert.Equal(HttpStatusCode.NotFound, logo.StatusCode);
    }

    private static async Task<HttpResponseMessage> AskAsync(StaffSession session, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        return await session.Http.SendAsync(request);
    }

    private Task SwitchAsync(string feature, bool on) => host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(ct =>
    {
        var features = services.GetRequiredService<IFeatures>();
        return on ? features.EnableAsync([feature], ct) : features.DisableAsync([feature], ct);
    }));

    private static bool IsNamed(AngleSharp.Dom.IElement element, IHtmlDocument page) =>
        element.HasAttribute("aria-label") || element.HasAttribute("title") || element.Closest("label") is not null || (element.Id is { } id && page.QuerySelector($"label[for='{id}']") is not null);
}
