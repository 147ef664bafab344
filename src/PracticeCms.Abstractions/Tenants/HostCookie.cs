using Microsoft.AspNetCore.Http;

namespace PracticeCms.Tenants;

/// <summary>What the product's own cookies are called.</summary>
public static class HostCookie
{
    /// <summary>
    /// What stands before a cookie's name: <c>__Host-TENANT.</c> over HTTPS, so that the browser takes it from this very host alone, by HTTPS alone
    /// (RFC 6265bis, 4.1.3.2), and nothing otherwise. The host adds and removes it; only a script that sets a cookie has to know it.
    /// </summary>
    public static string Prefix(HttpContext http, string tenant) => http.Request.IsHttps ? $"__Host-{tenant}." : "";
}
