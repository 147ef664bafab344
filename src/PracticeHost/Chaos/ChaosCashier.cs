using System.Collections.Concurrent;
using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PracticeHost.Chaos;

/// <summary>An invoice that was issued and paid, as the cashier was told. The key is the payment's.</summary>
internal sealed record Taken(string Invoice, string PaymentKey);

/// <summary>Invoices visits and takes the money, by the portal's own forms.</summary>
internal sealed class ChaosCashier(HttpClient http, Func<Uri> host, string password)
{
    private readonly Insistence asks = new(http, host);
    private readonly ConcurrentDictionary<string, Taken> taken = new();
    private string token = "";

    public IReadOnlyCollection<Taken> Taken => [.. taken.Values];

    public bool HasInvoiced(string visit) => taken.ContainsKey(visit);

    /// <summary>The session stands in the database: it outlives the process.</summary>
    public async Task SignInAsync(CancellationToken ct)
    {
        var form = Form(await asks.AskAsync("account/signin", null, ct), "signin") ?? throw new InvalidOperationException("There is no form to sign in.");
        (form["Input.Email"], form["Input.Password"]) = (ChaosPractice.Email, password);
        if (await asks.AskAsync("account/signin", () => new FormUrlEncodedContent(form), ct) is { Status: not HttpStatusCode.Found } refused)
        {
            throw new InvalidOperationException($"The cashier could not sign in: {(int)refused.Status}.");
        }

        token = (await asks.AskAsync("admin/session", null, ct)).Text;
    }

    /// <summary>The invoice's id; null where the visit was cancelled.</summary>
    public async Task<string?> IssueAsync(string visit, CancellationToken ct)
    {
        var drafted = await asks.AskAsync($"admin/appointments/{visit}/invoice", () => new FormUrlEncodedContent([new("__RequestVerificationToken", token)]), ct);
        if (drafted is not { Status: HttpStatusCode.Found, Location: { } location })
        {
            return drafted.Status == HttpStatusCode.Conflict ? null : throw new InvalidOperationException($"Invoicing a visit was answered with {(int)drafted.Status}.");
        }

        var invoice = location.OriginalString.Split('/')[^1];
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (Form(await asks.AskAsync($"admin/invoices/{invoice}", null, ct), "draft") is not { } draft)
            {
                return invoice;
            }

            draft["Input.Do"] = "issue";
            await asks.AskAsync($"admin/invoices/{invoice}", () => new FormUrlEncodedContent(draft), ct);
        }

        throw new InvalidOperationException($"Invoice {invoice} could not be issued.");
    }

    /// <summary>Takes the whole amount, once.</summary>
    public async Task PayAsync(string visit, string invoice, CancellationToken ct)
    {
        if (Form(await asks.AskAsync($"admin/invoices/{invoice}", null, ct), "payment") is not { } form)
        {
            throw new InvalidOperationException($"Invoice {invoice} cannot be paid.");
        }

        if (await asks.AskAsync($"admin/invoices/{invoice}", () => new FormUrlEncodedContent(form), ct) is { Status: not HttpStatusCode.Found } refused)
        {
            throw new InvalidOperationException($"A payment was answered with {(int)refused.Status}.");
        }

        taken[visit] = new Taken(invoice, $"form:{form["Input.Key"]}");
    }

    /// <summary>What a browser would send of the form as it stands; null where the page has none of that name.</summary>
    private static Dictionary<string, string>? Form(Insistence.Answer answer, string name)
    {
        using var page = new HtmlParser().ParseDocument(answer.Text);
        if (page.QuerySelector($"form input[name=_handler][value={name}]")?.Closest("form") is not IHtmlFormElement form)
        {
            return null;
        }

        var fields = new Dictionary<string, string>();
        foreach (var element in form.Elements)
        {
            var (field, value) = element switch
            {
                IHtmlInputElement input => (input.Name, input.Value),
                IHtmlSelectElement select => (select.Name, select.Value ?? ""),
                IHtmlTextAreaElement area => (area.Name, area.Value),
                _ => (null, ""),
            };
            if (!string.IsNullOrEmpty(field))
            {
                fields.TryAdd(field, value);
            }
        }

        return fields;
    }
}
