using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Sessions;

/// <summary>Ties sessions to the browser's cookie.</summary>
internal static class BrowserSession
{
    public const string Scheme = "Practice";

    /// <summary>Signs this browser in with what was shown; a session it had before ends.</summary>
    public static async Task BeginAsync(HttpContext http, User user, params string[] factors)
    {
        var before = http.RequestServices.GetRequiredService<ICurrentActor>().Session;
        var store = http.RequestServices.GetRequiredService<SessionStore>();
        await GiveAsync(http, await store.BeginAsync(user, string.Join(',', factors), Address(http), http.Request.Headers.UserAgent, before, http.RequestAborted));
    }

    /// <summary>From now on the browser has this session.</summary>
    public static Task GiveAsync(HttpContext http, Session session) => http.SignInAsync(
        Scheme, new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", session.UserId.ToString()), new Claim("sid", session.Id.ToString())], Scheme, "sub", "role")));

    public static async Task<IResult> EndAsync(HttpContext http, IAuditTrail audit, ICurrentActor actor, SessionStore store)
    {
        if (actor.Session is { } session)
        {
            await store.EndAsync(session.User.Id, session.Id, http.RequestAborted);
            await audit.RecordNowAsync("signed out", "SignIn", entityId: session.User.Id, ct: http.RequestAborted);
        }

        await http.SignOutAsync(Scheme);
        http.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        return Results.Redirect($"{http.Request.PathBase}/account/signin");
    }

    /// <summary>A fresh antiforgery token for forms that were drawn before this session, and whose session it is: the page may be somebody else's.</summary>
    public static IResult Token(HttpContext http, IAntiforgery antiforgery, ICurrentActor actor)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers[PracticeHeaders.User] = actor.UserId.ToString();
        return Results.Text(antiforgery.GetAndStoreTokens(http).RequestToken);
    }

    public static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    /// <summary>Where to go after signing in: a path of this practice, never another site.</summary>
    public static string LocalTarget(string? returnUrl, string pathBase)
    {
        if (string.IsNullOrEmpty(returnUrl) || returnUrl[0] != '/' || returnUrl.StartsWith("//", StringComparison.Ordinal)
            || returnUrl.Any(c => c is <= ' ' or > '~' or '\\'))
        {
            return "admin";
        }

        var below = returnUrl.StartsWith(pathBase + "/", StringComparison.OrdinalIgnoreCase) ? returnUrl[(pathBase.Length + 1)..] : returnUrl[1..];
        return below.Length == 0 || below[0] == '/' || HasScheme(below) || below.StartsWith("account/", StringComparison.OrdinalIgnoreCase) ? "admin" : below;
    }

    // Relative to the practice, "https://evil.example" and "javascript:..." are no longer paths.
    private static bool HasScheme(string below) => below.IndexOf(':') is var colon and >= 0 && below.AsSpan(0, colon).IndexOfAny('/', '?', '#') < 0;
}
