using System.Collections;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using PracticeCms.Kernel.Settings;
using PracticeCms.Liquid;

namespace PracticeCms.Kernel.Liquid;

/// <summary>Pages of the public site. A page without a form depends on its model and the settings alone, so its bytes are kept for seconds.</summary>
internal sealed class PublicPages(
    ILiquidRenderer liquid, PageCache cache, SettingsCache settings, ITenant tenant, IHttpContextAccessor http, IAntiforgery antiforgery) : IPublicPages
{
    public async Task<IResult> PageAsync(
        string template, string title, IReadOnlyDictionary<string, object?> model, int statusCode = 200, CancellationToken ct = default)
    {
        var hasForm = model.GetValueOrDefault("form") is true;
        var key = hasForm ? null : PageKey.Of(tenant.Name, settings.Generation(tenant.Name), template, title, model);
        if (key is not null && cache.TryGet(key, out var bytes))
        {
            return new PublicPage(bytes, statusCode, isKept: true);
        }

        bytes = Encoding.UTF8.GetBytes(await RenderAsync(template, title, model, hasForm, ct));
        if (key is not null)
        {
            cache.Keep(key, bytes);
        }

        return new PublicPage(bytes, statusCode, isKept: !hasForm);
    }

    private async Task<string> RenderAsync(string template, string title, IReadOnlyDictionary<string, object?> model, bool hasForm, CancellationToken ct)
    {
        var values = new Dictionary<string, object?>(model) { ["title"] = title };
        if (hasForm)
        {
            var tokens = antiforgery.GetAndStoreTokens(http.HttpContext!);
            values["antiforgery_field"] = new HtmlText(
                $"<input type=\"hidden\" name=\"{LiquidFilters.EncodeHtml(tokens.FormFieldName)}\" value=\"{LiquidFilters.EncodeHtml(tokens.RequestToken!)}\">");
        }

        values["content"] = new HtmlText(await liquid.RenderAsync(template, values, ct));
        return await liquid.RenderAsync("layout", values, ct);
    }
}

/// <summary>A rendered page. Browsers ask again each time: the practice may have changed it.</summary>
/// <param name="isKept">Whether a browser may keep it. One with a form is about somebody: a visit, or who wants to come.</param>
internal sealed class PublicPage(byte[] body, int statusCode, bool isKept) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = statusCode;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = isKept ? "no-cache, private" : "no-store";
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}

/// <summary>Rendered pages by what they were made of.</summary>
internal sealed class PageCache(IClock clock)
{
    private const int MaxPages = 500;
    private static readonly Duration Lifetime = Duration.FromSeconds(3);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (byte[] Bytes, Instant Until)> pages = new(StringComparer.Ordinal);

    public bool TryGet(string key, out byte[] bytes)
    {
        var found = pages.TryGetValue(key, out var page) && page.Until > clock.GetCurrentInstant();
        bytes = found ? page.Bytes : [];
        return found;
    }

    public void Keep(string key, byte[] bytes)
    {
        if (pages.Count >= MaxPages)
        {
            pages.Clear();
        }

        pages[key] = (bytes, clock.GetCurrentInstant() + Lifetime);
    }
}

/// <summary>Everything that a page is made of, as text; null for a model too large or too special to be worth it.</summary>
internal static class PageKey
{
    private const int MaxLength = 16_000;

    public static string? Of(string tenant, long generation, string template, string title, IReadOnlyDictionary<string, object?> model)
    {
        var key = new StringBuilder(256).Append(tenant).Append('\n').Append(generation).Append('\n').Append(template).Append('\n').Append(title);
        return Add(key, model, 0) ? key.ToString() : null;
    }

    private static bool Add(StringBuilder key, object? value, int depth)
    {
        if (key.Length > MaxLength || depth > 6)
        {
            return false;
        }

        key.Append('\u001f');
        switch (value)
        {
            case null:
                key.Append('~');
                return true;
            case string text:
                key.Append(text.Length).Append(':').Append(text);
                return true;
            case bool or int or long or decimal or Guid or Enum or Money or Instant or LocalDate or LocalTime or LocalDateTime:
                key.Append(value);
                return true;
            case IReadOnlyDictionary<string, object?> map:
                key.Append('{').Append(map.Count);
                return map.All(m => Add(key.Append(m.Key), m.Value, depth + 1));
            case IEnumerable list and not IDictionary:
                key.Append('[');
                return list.Cast<object?>().All(item => Add(key, item, depth + 1));
            default:
                return false;
        }
    }
}
