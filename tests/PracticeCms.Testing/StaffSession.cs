using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using NodaTime;

namespace PracticeCms.Testing;

/// <summary>A browser without script: keeps cookies, reads forms and sends them as they stand.</summary>
public sealed class StaffSession : IDisposable
{
    public const string Email = "owner@example.com";
    public const string Password = "correct-horse-battery-7";

    private readonly HttpClientHandler handler = new() { AllowAutoRedirect = true, CookieContainer = new CookieContainer() };

    private StaffSession(Uri address) => Http = new HttpClient(handler) { BaseAddress = address };

    public HttpClient Http { get; }
    public CookieContainer Cookies => handler.CookieContainer;

    public static StaffSession Anonymous(TestHost host, string prefix = "") => new(new Uri(host.Address, prefix.Length > 0 ? prefix + "/" : ""));

    public static async Task<StaffSession> SignInAsync(TestHost host, string prefix = "", string email = Email, string password = Password)
    {
        var session = Anonymous(host, prefix);
        using var answer = await session.SubmitAsync("account/signin", form => form["Input.Email"] = email, ("Input.Password", password));
        await session.ShowSecondFactorAsync(answer, email, host.Clock.GetCurrentInstant());
        return session;
    }

    /// <summary>Follows a practice that asks for a second factor: an app at the first sign-in, a recovery code at each later one.</summary>
    private async Task ShowSecondFactorAsync(HttpResponseMessage answer, string email, Instant now)
    {
        if (answer.StatusCode == HttpStatusCode.Forbidden)
        {
            return; // signed in, with a role that does not open the portal
        }

        answer.EnsureSuccessStatusCode();
        var path = answer.RequestMessage!.RequestUri!.AbsolutePath;
        var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStreamAsync());
        if (path.EndsWith("/account/protect", StringComparison.Ordinal))
        {
            var code = SecondFactor.CodeOf(page.QuerySelector("[data-secret]")!.GetAttribute("data-secret")!, now);
            using var done = await SendAsync("account/protect", page, "[name='App.Code']", form => form["App.Code"] = code);
            var codes = (await new HtmlParser().ParseDocumentAsync(await done.Content.ReadAsStreamAsync())).QuerySelectorAll(".recovery-codes code").Select(c => c.TextContent).ToList();
            SecondFactor.Keep(Http.BaseAddress!, email, codes.Count > 0 ? codes : throw new InvalidOperationException("No recovery codes were shown."));
        }
        else if (path.EndsWith("/account/verify", StringComparison.Ordinal))
        {
            using var done = await SendAsync("account/verify", page, "[name='Input.Code']", form => form["Input.Code"] = SecondFactor.Take(Http.BaseAddress!, email));
            done.EnsureSuccessStatusCode();
        }
    }

    public async Task<IHtmlDocument> PageAsync(string path)
    {
        using var answer = await Http.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>Opens the page, fills the first form in its main part and sends it.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string path, Action<Dictionary<string, string>> fill, params (string Name, string Value)[] more)
    {
        var page = await PageAsync(path);
        return await SendAsync(path, page, "main form[method=post], form[method=post]", fields =>
        {
            fill(fields);
            foreach (var (name, value) in more)
            {
                fields[name] = value;
            }
        });
    }

    /// <summary>Fills the form that is at, or around, what the selector finds, and sends it.</summary>
    public async Task<HttpResponseMessage> SendAsync(string path, IHtmlDocument page, string selector, Action<Dictionary<string, string>> fill)
    {
        var form = (page.QuerySelector("main")?.QuerySelector(selector) ?? page.QuerySelector(selector))?.Closest("form") as IHtmlFormElement
            ?? throw new InvalidOperationException($"{path} has no form with {selector}.");
        var fields = Fields(form);
        fill(fields);
        var action = form.GetAttribute("action");
        return await Http.PostAsync(string.IsNullOrEmpty(action) ? path : action, new FormUrlEncodedContent(fields));
    }

    /// <summary>What a browser would send of the form as it stands.</summary>
    public static Dictionary<string, string> Fields(IHtmlFormElement form)
    {
        var fields = new Dictionary<string, string>();
        foreach (var element in form.Elements)
        {
            var (name, value) = element switch
            {
                IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } => (null, ""),
                IHtmlInputElement input => (input.Name, input.Value),
                IHtmlSelectElement select => (select.Name, select.Value ?? ""),
                IHtmlTextAreaElement area => (area.Name, area.Value),
                _ => (null, ""),
            };
            if (!string.IsNullOrEmpty(name))
            {
                fields.TryAdd(name, value);
            }
        }

        return fields;
    }

    public void Dispose()
    {
        Http.Dispose();
        handler.Dispose();
    }
}
