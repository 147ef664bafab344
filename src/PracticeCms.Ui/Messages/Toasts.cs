using System.Text.Json;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace PracticeCms.Ui;

/// <param name="UndoUrl">Posted to when Undo is pressed; relative to the practice's base.</param>
public sealed record Toast(string Text, string? UndoUrl);

/// <summary>
/// Short messages about what was done. They outlive the redirect after a form post in a sealed cookie that lives for a minute, because
/// the next page is a new request.
/// </summary>
public sealed class Toasts(IHttpContextAccessor accessor, IDataProtectionProvider protection, ITenant tenant)
{
    private const string CookieName = "practice-toasts";
    private readonly List<Toast> added = [];
    private IReadOnlyList<Toast>? received;

    /// <summary>Called when a message comes while the page is already rendered.</summary>
    internal Action? Changed { get; set; }

    /// <summary>Messages for this page: those of the request before it and those of its own.</summary>
    public IReadOnlyList<Toast> Current => [.. Received(), .. added];

    public void Add(string text, string? undoUrl = null)
    {
        if (added.Count == 0 && accessor.HttpContext is { Response.HasStarted: false } http)
        {
            http.Response.OnStarting(Keep);
        }

        added.Add(new Toast(text, undoUrl));
        Changed?.Invoke();
    }

    private IDataProtector Protector => protection.CreateProtector("PracticeCms.Toasts", tenant.Name);

    private IReadOnlyList<Toast> Received()
    {
        if (received is null && accessor.HttpContext is { } http)
        {
            received = Open(http.Request.Cookies[CookieName]);
            if (http.Request.Cookies.ContainsKey(CookieName) && !http.Response.HasStarted && added.Count == 0)
            {
                http.Response.Cookies.Delete(CookieName, Options(http));
            }
        }

        return received ?? [];
    }

    // Only an answer that shows no page needs the cookie; a page shows its own messages.
    private Task Keep()
    {
        var http = accessor.HttpContext!;
        var leaves = http.Response.StatusCode is >= 300 and < 400 || http.Response.Headers.ContainsKey("blazor-enhanced-nav-redirect-location");
        if (leaves)
        {
            http.Response.Cookies.Append(CookieName, Protector.Protect(JsonSerializer.Serialize(added)), Options(http));
        }

        return Task.CompletedTask;
    }

    private List<Toast> Open(string? cookie)
    {
        if (string.IsNullOrEmpty(cookie))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<List<Toast>>(Protector.Unprotect(cookie)) ?? [];
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return [];
        }
    }

    private static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = TimeSpan.FromMinutes(1),
        Path = http.Request.PathBase.HasValue ? http.Request.PathBase.Value : "/",
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    };
}
