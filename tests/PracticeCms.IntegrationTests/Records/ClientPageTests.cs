using System.Net;
using System.Net.Http.Headers;

namespace PracticeCms.IntegrationTests.Records;

public sealed class ClientPageTests
{
    [Fact]
    public async Task Staff_add_a_client_see_the_hint_on_a_second_one_and_both_versions_on_a_conflict()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);

        using var empty = await staff.SubmitAsync("admin/clients/new", _ => { }, ("Input.Email", "nobody"));
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        Assert.Contains("Enter an e-mail address", await empty.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var saved = await AddAsync(staff);
        var client = saved.RequestMessage!.RequestUri!;
        Assert.Matches("^/admin/clients/[0-9a-f-]{36}$", client.AbsolutePath);

        using var twice = await AddAsync(staff);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        Assert.Contains("Save anyway", await twice.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var anyway = await AddAsync(staff, ("Input.SaveAnyway", "true"));
        Assert.NotEqual(client, anyway.RequestMessage!.RequestUri);

        var edit = client.AbsolutePath.TrimStart('/') + "/edit";
        using var first = await staff.SubmitAsync(edit, f => f["Input.City"] = "Mapleford");
        using var stale = await staff.SubmitAsync(edit, f => f["Input.City"] = "Elsewhere", ("Input.Version", "1"));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var both = await stale.Content.ReadAsStringAsync();
        Assert.Contains("Mapleford", both, StringComparison.Ordinal);
        Assert.Contains("Elsewhere", both, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_comes_back_as_a_download_that_cannot_run()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        using var saved = await AddAsync(staff);
        var tab = saved.RequestMessage!.RequestUri!.AbsolutePath.TrimStart('/') + "?tab=documents";

        using var refused = await UploadAsync(staff, tab, "letter.pdf", "<script>alert(1)</script>");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var stored = await UploadAsync(staff, tab, "letter.pdf", Letter);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);

        var link = (await staff.PageAsync(tab)).QuerySelector("main table a")!.GetAttribute("href")!;
        using var file = await staff.Http.GetAsync(link);
        Assert.Equal(Letter, await file.Content.ReadAsStringAsync());
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", Assert.Single(file.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'", Assert.Single(file.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("no-store", file.Headers.CacheControl?.ToString());

        using var foreign = await staff.Http.GetAsync(link.Replace("/documents/", "/documents/0", StringComparison.Ordinal)[..link.Length]);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    [Fact]
    public async Task A_document_keeps_a_name_that_breaks_no_header()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        using var saved = await AddAsync(staff);
        var tab = saved.RequestMessage!.RequestUri!.AbsolutePath.TrimStart('/') + "?tab=documents";
        using var stored = await UploadAsync(staff, tab, "..\\..\\Befund \u00fc; filename=x.exe.pdf", Letter);
        var link = (await staff.PageAsync(tab)).QuerySelector("main table a")!.GetAttribute("href")!;
        using var file = await staff.Http.GetAsync(link + "?name=evil.html");

        var name = file.Content.Headers.ContentDisposition!;
        Assert.Equal(("attachment", "Befund \u00fc; filename=x.exe.pdf"), (name.DispositionType, name.FileNameStar));
        Assert.DoesNotContain("..", file.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
    }

    private const string Letter = "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

    private static Task<HttpResponseMessage> AddAsync(StaffSession staff, params (string, string)[] more) =>
        staff.SubmitAsync("admin/clients/new", f => (f["Input.GivenName"], f["Input.FamilyName"], f["Input.Email"]) = ("Ada", "Fernsby", "ada@example.com"), more);

    private static async Task<HttpResponseMessage> UploadAsync(StaffSession staff, string tab, string name, string content)
    {
        var page = await staff.PageAsync(tab);
        var form = page.QuerySelector("main form[enctype]")!;
        using var body = new MultipartFormDataContent();
        foreach (var hidden in form.QuerySelectorAll("input[type=hidden]"))
        {
            body.Add(new StringContent(hidden.GetAttribute("value")!), hidden.GetAttribute("name")!);
        }

        var file = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(content));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        body.Add(file, "File", name);
        return await staff.Http.PostAsync(tab, body);
    }
}
