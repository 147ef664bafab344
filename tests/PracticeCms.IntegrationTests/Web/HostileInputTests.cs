using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PracticeCms.Access;
using PracticeCms.IntegrationTests.WhoSees;

namespace PracticeCms.IntegrationTests.Web;

/// <summary>Throws what strangers throw at everything that is open to strangers.</summary>
public sealed class HostileInputTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] Texts =
    [
        "", "%00", "%0d%0aX-Injected:1", "%ff%fe", "%c0%af", "..%2f..%2fetc%2fpasswd", "%27%20OR%201=1--", "%3Cscript%3E", "{{7*7}}", "NaN", "-1", "1e309", "99999999999999999999", "0001-01-01",
        "9999-12-31", "2026-02-30", "%F0%9F%92%A9", "%E2%80%AE", "%EF%BF%BE", "[]", "null", "true", new('a', 3_000), string.Concat(Enumerable.Repeat("%E4%B8%AD", 300)),
    ];

    private static readonly string[] QueryNames = ["service", "from", "to", "practitioner", "zone", "start", "slot", "day", "returnUrl", "page", "token", "q"];

    [Fact]
    public async Task No_input_breaks_a_public_endpoint()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite, demo: true);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address, Timeout = Patience };
        var broken = new List<string>();
        var sent = 0;
        foreach (var (method, pattern) in PublicEndpoints(host))
        {
            foreach (var request in Requests(method, pattern))
            {
                var uri = request.RequestUri!.ToString();
                var what = $"{request.Method} {uri[..Math.Min(uri.Length, 120)]} {request.Content?.Headers.ContentType}";
                try
                {
                    using var answer = await http.SendAsync(request);
                    if ((int)answer.StatusCode >= 500)
                    {
                        broken.Add($"{what}: {(int)answer.StatusCode}");
                    }
                }
                catch (Exception e) when (e is TaskCanceledException or HttpRequestException)
                {
                    broken.Add($"{what}: {e.Message}");
                }

                sent++;
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken.Distinct().Take(40)));
        Assert.True(sent > 500, $"only {sent}");
        using var next = await http.GetAsync("book");
        Assert.True(next.IsSuccessStatusCode);
    }

    [Fact]
    public async Task No_input_breaks_a_form_of_the_portal()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        var client = await OneClient.MakeAsync(host, "Default", "Quill", []);
        using var staff = await StaffSession.SignInAsync(host);
        var token = (await staff.PageAsync("admin/profile")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var broken = new List<string>();
        var sent = 0;
        foreach (var (route, fields) in PortalForms(host))
        {
            var ids = client.For(route);
            var path = new PortalRoutes.Route("POST", route, false, []).With(ids?.First ?? Ids.New(), ids?.Second);
            foreach (var text in (string[])["\0", "admin/clients\nX-Injected: 1", "admin/clients?q=\u00bfwho", "//evil.example", "99999999999999999999", new('a', 3_000)])
            {
                using var answer = await staff.Http.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f, text)).Append(new("__RequestVerificationToken", token))));
                if ((int)answer.StatusCode >= 500 || answer.Headers.Contains("X-Injected") || answer.RequestMessage!.RequestUri!.Host == "evil.example")
                {
                    broken.Add($"{path} {text}: {(int)answer.StatusCode}");
                }

                sent++;
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken.Take(40)));
        Assert.True(sent > 300, $"only {sent}");
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_is_no_character_breaks_no_search_and_no_sign_in(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", provider);
        using var staff = await StaffSession.SignInAsync(host);
        using var stranger = StaffSession.Anonymous(host);
        var paths = PortalRoutes.Of(host).Where(r => r is { IsPage: true, TakesId: false }).Select(r => r.Text).Append("admin/search").ToList();
        var broken = new List<string>();
        foreach (var text in (string[])["a\0", "a\uFFFE"])
        {
            var typed = Uri.EscapeDataString(text);
            foreach (var path in paths)
            {
                using var answer = await staff.Http.GetAsync($"{path}?q={typed}&status={typed}&tag={typed}");
                broken.AddRange((int)answer.StatusCode >= 500 ? [$"{path} {typed}: {(int)answer.StatusCode}"] : []);
            }

            using var refused = await stranger.SubmitAsync("account/signin", form => form["Input.Email"] = text + "@example.com", ("Input.Password", text));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public async Task Letters_where_a_number_belongs_are_refused_at_their_field()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        var (taken, sent) = (new List<string>(), 0);
        foreach (var route in PortalRoutes.Of(host).Where(r => r is { IsPage: true, TakesId: false }))
        {
            using var shown = await staff.Http.GetAsync(route.Text);
            var page = await new HtmlParser().ParseDocumentAsync(await shown.Content.ReadAsStreamAsync());
            foreach (var number in page.QuerySelectorAll("form[method=post] input[type=number]"))
            {
                foreach (var text in (string[])["12x", ""])
                {
                    var name = number.GetAttribute("name")!;
                    using var answer = await staff.SendAsync(route.Text, page, $"[name='{name}']", fields => fields[name] = text);
                    var field = (await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStreamAsync())).QuerySelector($"[name='{name}']");
                    var isRefused = answer.StatusCode == HttpStatusCode.BadRequest && field?.ClassList.Contains("is-invalid") == true && (field.GetAttribute("value") ?? "") == text;
                    var mayBeEmpty = text.Length == 0 && !number.HasAttribute("required");
                    taken.AddRange((mayBeEmpty ? field?.ClassList.Contains("is-invalid") == true : !isRefused) ? [$"{route.Text} {name} '{text}': {answer.StatusCode}, {field?.OuterHtml}"] : []);
                    sent++;
                }
            }
        }

        Assert.True(taken.Count == 0, string.Join('\n', taken));
        Assert.True(sent > 25, $"only {sent}");
    }

    /// <summary>Each form that is no page's own, with its fields. Signing out and ending sessions would end the test.</summary>
    private static IEnumerable<(string Route, string[] Fields)> PortalForms(TestHost host) =>
        from endpoint in host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct()
        where endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("POST") == true && endpoint.Metadata.GetMetadata<RequirePermissionAttribute>() is not null
        let route = endpoint.RoutePattern.RawText!.TrimStart('/')
        where !route.Contains("session", StringComparison.Ordinal) && !route.StartsWith("account/", StringComparison.Ordinal)
        let named = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Where(p => p.GetCustomAttribute<FromFormAttribute>() is not null).Select(p => p.GetCustomAttribute<FromFormAttribute>()!.Name ?? p.Name!) ?? []
        select (route, named.Append("back").Distinct().ToArray());

    private static IEnumerable<(string Method, string Pattern)> PublicEndpoints(TestHost host) =>
        host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PublicAttribute>() is not null)
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]).Select(m => (m, e.RoutePattern.RawText!.TrimStart('/'))))
            .Where(e => e.m is "GET" or "POST").Distinct();

    private static IEnumerable<HttpRequestMessage> Requests(string method, string pattern)
    {
        foreach (var text in Texts)
        {
            if (pattern.Contains('{', StringComparison.Ordinal))
            {
                yield return new HttpRequestMessage(new HttpMethod(method), Path(pattern, text)) { Content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null };
            }

            if (method == "GET")
            {
                yield return new HttpRequestMessage(HttpMethod.Get, $"{Path(pattern, "general")}?{string.Join('&', QueryNames.Select(n => $"{n}={text[..Math.Min(text.Length, 500)]}"))}");
            }
        }

        if (method == "POST")
        {
            foreach (var content in Bodies())
            {
                var request = new HttpRequestMessage(HttpMethod.Post, Path(pattern, "general")) { Content = content };
                request.Headers.ExpectContinue = content.Headers.ContentLength > 4_000_000; // so that the refusal is heard before it is sent
                yield return request;
            }
        }
    }

    private static IEnumerable<HttpContent> Bodies()
    {
        const string json = "application/json";
        const string form = "application/x-www-form-urlencoded";
        yield return Body(json, "");
        yield return Body(json, "null");
        yield return Body(json, "[1,2");
        yield return Body(json, new string('[', 100_000));
        yield return Body(json, string.Concat(Enumerable.Repeat("{\"client\":", 5_000)));
        yield return Body(json, "{\"slotKey\":\"" + new string('x', 1_000_000) + "\"}");
        yield return Body(json, "{\"slotKey\":\"\\u0000\\ud800\",\"client\":{\"givenName\":\"\\u0000\",\"email\":7}}");
        yield return Body(json, "{\"slotKey\":1e999,\"answers\":{\"a\":{\"b\":[]}}}");
        yield return new ByteArrayContent([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]) { Headers = { ContentType = new MediaTypeHeaderValue(json) } };
        yield return Body(form, string.Join('&', Enumerable.Range(0, 5_000).Select(i => $"a{i}=1")));
        yield return Body(form, new string('k', 5_000) + "=1");
        yield return Body(form, "Input.Email=" + new string('a', 3_000_000));
        yield return Body(form, "Input.Email=%00%ff%c0%af&Input.Password=%u0000&_handler=%00");
        yield return Body(form, "_handler=signin&Input.Email=%ED%A0%80&Input.Password=" + new string('p', 100_000));
        yield return Body(form, "Input" + string.Concat(Enumerable.Repeat("[a]", 500)) + "=1");
        yield return Body("multipart/form-data", "no boundary");
        yield return Body("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nnever ends");
        yield return Body("multipart/form-data; boundary=x", "--x\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 5_000)) + "\r\n--x--\r\n");
        yield return Body("multipart/form-data; boundary=" + new string('b', 500), "--");
        yield return Body("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"\0\"; filename=\"../../a\0.pdf\"\r\n\r\nx\r\n--x--\r\n");
        yield return Body("text/plain", "plain");
        yield return Body("application/xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>");
        yield return new ByteArrayContent(new byte[5 * 1024 * 1024]) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
    }

    private static ByteArrayContent Body(string type, string text)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static string Path(string pattern, string value) => Regex.Replace(pattern, "{[^}]*}", value.Length == 0 ? "%20" : value);
}
