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
        var session = await store.BeginAsync(
            user, string.Join(',', factors), Address(http), http.Request.Headers.UserAgent, before?.User.Id == user.Id ? before.Id : null, http.RequestAborted);
        await http.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", user.Id.ToString()), new Claim("sid", session.Id.ToString())], Scheme, "sub", "role")));
    }

    /// <summary>The same factors again, after a change that ended all sessions, and one that was added.</summary>
    public static async Task RenewAsync(HttpContext http, User user, string? added = null)
    {
        var factors = http.RequestServices.GetRequiredService<ICurrentActor>().Session is { } session
            ? (await http.RequestServices.GetRequiredService<UsersDb>().Sessions.AsNoTracking().Where(s => s.Id == session.Id).Select(s => s.Factors).SingleOrDefaultAsync(http.RequestAborted))
            : null;
        await BeginAsync(http, user, [.. (factors ?? Factor.Password).Split(',').Append(added).OfType<string>().Distinct()]);
    }

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

    /// <summary>A fresh antiforgery token for forms that were drawn before this session.</summary>
    public static IResult Token(HttpContext http, IAntiforgery antiforgery)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(antiforgery.GetAndStoreTokens(http).RequestToken);
    }

    public static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    /// <summary>Where to go after signing in: a path of this practice, never another site.</summary>
    public static string LocalTarget(string? returnUrl, string pathBase)
    {
        if (string.IsNullOrEmpty(returnUrl) || returnUrl[0] != '/' || returnUrl.StartsWith("//", StringComparison.Ordinal)
            || returnUrl.Any(c => c == '\\' || char.IsControl(c)))
        {
            return "admin";
        }

        var below = returnUrl.StartsWith(pathBase + "/", StringComparison.OrdinalIgnoreCase) ? returnUrl[(pathBase.Length + 1)..] : returnUrl[1..];
        return below.Length == 0 || below[0] == '/' || below.StartsWith("account/", StringComparison.OrdinalIgnoreCase) ? "admin" : below;
    }
}
