using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PracticeCms.Kernel.Web.Limits;

/// <summary>How much one request may be. Endpoints that take files say so themselves, by <c>RequestSizeLimit</c>.</summary>
internal static class RequestLimits
{
    private const int Kilobyte = 1024;
    private const int Megabyte = 1024 * Kilobyte;

    /// <summary>A workflow of a megabyte pasted into a form grows to three.</summary>
    public const int Body = 4 * Megabyte;

    /// <summary>Deeper than any document of ours.</summary>
    public const int JsonDepth = 32;

    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = Body;
        limits.MaxRequestLineSize = 8 * Kilobyte;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 24 * Kilobyte;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    public static void Apply(FormOptions form)
    {
        form.ValueCountLimit = 2_000;
        form.KeyLengthLimit = 512;
        form.ValueLengthLimit = 2 * Megabyte;
        form.MultipartBodyLengthLimit = 24 * Megabyte;
        form.MultipartHeadersCountLimit = 16;
        form.MultipartHeadersLengthLimit = 8 * Kilobyte;
    }
}
