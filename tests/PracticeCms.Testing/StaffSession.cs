using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

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
        answer.EnsureSuccessStatusCode();
        return session;
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
        var form = (IHtmlFormElement)(page.QuerySelector("main form[method=post]") ?? page.QuerySelector("form[method=post]") ?? throw new InvalidOperationException($"{path} has no form."));
        var fields = Fields(form);
        fill(fields);
        foreach (var (name, value) in more)
        {
            fields[name] = value;
        }

        var action = form.GetAttribute("action");
        return await Http.PostAsync(string.IsNullOrEmpty(action) ? path : action, new FormUrlEncodedContent(fields));
    }

    private static Dictionary<string, string> Fields(IHtmlFormElement form)
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
