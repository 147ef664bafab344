using Microsoft.Net.Http.Headers;

namespace PracticeAdmin.Branding;

/// <summary>The practice's logo: a raster image, told by its first bytes. SVG is refused because it can carry script.</summary>
internal static class Logo
{
    public const int MaxBytes = 512 * 1024;

    /// <summary>The media type, or null where it is no image that we take.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> start) => start switch
    {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x45, 0x42, 0x50, ..] => "image/webp",
        _ => null,
    };

    /// <summary>Public pages and mails show it. The id is part of the address, so that it may be kept.</summary>
    public static async Task<IResult> AnswerAsync(Guid id, HttpContext http, ISettings settings, IFileStore files)
    {
        var branding = await settings.GetAsync<BrandingSettings>(http.RequestAborted);
        if (branding.LogoFileId != id || await files.OpenAsync(id, http.RequestAborted) is not { } stream)
        {
            return Results.NotFound();
        }

        await using (stream)
        {
            using var buffer = new MemoryStream();
            await stream.CopyToAsync(buffer, http.RequestAborted);
            var bytes = buffer.ToArray();
            http.Response.Headers[HeaderNames.CacheControl] = "public, max-age=31536000, immutable";
            // Shown as an image within a page; opened by itself it is saved.
            http.Response.Headers.ContentDisposition = "attachment";
            return TypeOf(bytes) is { } type ? Results.Bytes(bytes, type) : Results.NotFound();
        }
    }
}
