using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Web;

/// <summary>
/// Gives our cookies the <see cref="HostCookie.Prefix"/> over HTTPS, so that two practices on one host keep theirs apart. Whatever else is called like one of
/// ours was put there by somebody else, and is not read.
/// </summary>
internal sealed class HostCookies(RequestDelegate next)
{
    private static readonly string[] Guarded = ["practice", "practice-form", "practice-toasts", "practice-look", "practice-nav"];

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.IsHttps && context.RequestServices.GetRequiredService<TenantScope>() is { HasTenant: true } scope)
        {
            var prefix = HostCookie.Prefix(context, scope.Shell.Definition.Name);
            context.Request.Headers.Cookie = new StringValues(Read(context.Request.Headers.Cookie, prefix));
            context.Response.OnStarting(
                static state =>
                {
                    var (response, prefix) = ((HttpResponse, string))state;
                    response.Headers.SetCookie = Write(response.Headers.SetCookie, prefix);
                    return Task.CompletedTask;
                },
                (context.Response, prefix));
        }

        return next(context);
    }

    /// <summary>The cookies as the application knows them.</summary>
    public static string Read(StringValues header, string prefix)
    {
        var cookies = CookieHeaderValue.TryParseList(header, out var parsed) ? parsed : [];
        return string.Join("; ", cookies
            .Where(c => !Guarded.Contains(c.Name.Value, StringComparer.OrdinalIgnoreCase))
            .Select(c => c.Name.StartsWith(prefix, StringComparison.Ordinal) ? $"{c.Name.AsSpan(prefix.Length)}={c.Value}" : $"{c.Name}={c.Value}"));
    }

    public static StringValues Write(StringValues header, string prefix) => header.Count == 0 ? header : new StringValues([.. header.Select(cookie =>
    {
        if (!SetCookieHeaderValue.TryParse(cookie, out var value) || !Guarded.Contains(value.Name.Value, StringComparer.Ordinal))
        {
            return cookie;
        }

        (value.Name, value.Path, value.Domain, value.Secure) = (prefix + value.Name, "/", default, true);
        return value.ToString();
    })]);
}
