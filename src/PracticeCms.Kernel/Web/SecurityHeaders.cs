using Microsoft.AspNetCore.Http;

namespace PracticeCms.Kernel.Web;

/// <summary>Headers of every response; a handler may set a stricter policy of its own before.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Of what is saved and not shown: should it be shown after all, it can do nothing.</summary>
    public const string DownloadPolicy = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    private const string OneYear = "max-age=31536000";

    /// <summary>Our pages use passkeys, the clipboard and full screen; everything else a browser offers is off.</summary>
    private static readonly string Permissions = string.Join(", ",
    [
        "publickey-credentials-get=(self)", "publickey-credentials-create=(self)", "clipboard-write=(self)", "fullscreen=(self)",
        .. ((string[])
        [
            "accelerometer", "ambient-light-sensor", "autoplay", "battery", "bluetooth", "browsing-topics", "camera", "clipboard-read", "display-capture", "encrypted-media", "gamepad",
            "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "interest-cohort", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment",
            "picture-in-picture", "screen-wake-lock", "serial", "speaker-selection", "storage-access", "sync-xhr", "usb", "web-share", "window-management", "xr-spatial-tracking",
        ]).Select(feature => feature + "=()"),
    ]);

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(
            static state =>
            {
                Set((HttpContext)state);
                return Task.CompletedTask;
            },
            context);
        return next(context);
    }

    private static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = headers.ContentDisposition.ToString().StartsWith("attachment", StringComparison.OrdinalIgnoreCase) ? DownloadPolicy : Policy;
        }

        if (headers.ContentType.ToString() is "text/css" or "text/javascript")
        {
            headers.ContentType += "; charset=utf-8";
        }

        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Permissions;
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = OneYear;
        }

        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }
    }
}
