namespace PracticeAdmin.Frame;

/// <summary>
/// What a person chose for this browser, in cookies: the server must know it, or a page would be drawn twice and enhanced navigation
/// would put the old look back.
/// </summary>
internal static class Preferences
{
    private const string ThemeCookie = "practice-look";
    private const string NavigationCookie = "practice-nav";

    /// <summary>light, dark, or null for what the system says.</summary>
    public static string? Theme(HttpContext http) => http.Request.Cookies[ThemeCookie] is "light" or "dark" ? http.Request.Cookies[ThemeCookie] : null;

    public static bool IsNavigationNarrow(HttpContext http) => http.Request.Cookies[NavigationCookie] == "narrow";

    /// <summary>Works without script; with it the page changes in place and this is not called.</summary>
    public static IResult SaveTheme(HttpContext http, [Microsoft.AspNetCore.Mvc.FromForm] string? theme, [Microsoft.AspNetCore.Mvc.FromForm] string? back)
    {
        var options = new CookieOptions { Path = http.Request.PathBase.Value is { Length: > 0 } path ? path : "/", MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps };
        if (theme is "light" or "dark")
        {
            http.Response.Cookies.Append(ThemeCookie, theme, options);
        }
        else
        {
            http.Response.Cookies.Delete(ThemeCookie, options);
        }

        return Results.LocalRedirect($"~/{PortalAddress.Of(back, "admin")}");
    }
}
