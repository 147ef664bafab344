using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.SignIn;

/// <summary>The cookie says who and which stamp; everything else is asked for on each request.</summary>
internal static class Sessions
{
    public const string Scheme = "Practice";

    public static Task BeginAsync(HttpContext http, User user) => http.SignInAsync(
        Scheme,
        new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim("sub", user.Id.ToString()), new Claim("stamp", user.SecurityStamp ?? "")], Scheme, "sub", "role")));

    public static async Task<IResult> EndAsync(HttpContext http, IAuditTrail audit, ICurrentActor actor)
    {
        if (actor.UserId is { } userId)
        {
            await audit.RecordNowAsync("signed out", "SignIn", entityId: userId, ct: http.RequestAborted);
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
