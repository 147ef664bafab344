using SkiaSharp;

namespace PracticeCms.Kernel.Uploads;

/// <summary>
/// Draws an image anew from its pixels, upright: what is kept holds no place where it was taken, no second file behind it and no
/// chunk that some other program reads differently.
/// </summary>
internal static class ImageRedraw
{
    /// <summary>A sheet of A4 scanned at 600 dpi is 35 million.</summary>
    public const int MostPixels = 40_000_000;

    /// <summary>A progressive photograph has about ten. Each costs a pass over all pixels.</summary>
    private const int MostScans = 32;
    private const int Quality = 90;

    // One at a time: the largest takes 160 MB.
    private static readonly Lock Canvas = new();

    public static (byte[]? Image, string? Error) Draw(byte[] bytes, string contentType)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data);
        if (codec is null || FormatOf(contentType) != codec.EncodedFormat)
        {
            return (null, "The image cannot be read; it seems to be damaged.");
        }

        if ((long)codec.Info.Width * codec.Info.Height > MostPixels)
        {
            return (null, $"The image has more than {MostPixels / 1_000_000} million pixels. Save it smaller and upload that.");
        }

        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && Scans(bytes) > MostScans)
        {
            return (null, "The image is built in an unusual way. Save it anew and upload that.");
        }

        lock (Canvas)
        {
            var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul, SKColorSpace.CreateSrgb());
            using var drawn = new SKBitmap(info);
            if (codec.GetPixels(info, drawn.GetPixels()) != SKCodecResult.Success)
            {
                return (null, "The image cannot be read; it seems to be damaged.");
            }

            using var upright = Upright(drawn, codec.EncodedOrigin);
            using var encoded = upright.Encode(codec.EncodedFormat, Quality);
            return (encoded.ToArray(), null);
        }
    }

    private static SKEncodedImageFormat FormatOf(string contentType) => contentType switch
    {
        "image/png" => SKEncodedImageFormat.Png,
        "image/jpeg" => SKEncodedImageFormat.Jpeg,
        _ => SKEncodedImageFormat.Webp,
    };

    /// <summary>A camera says in its metadata which side is up; without them the pixels must.</summary>
    private static SKBitmap Upright(SKBitmap drawn, SKEncodedOrigin origin)
    {
        var matrix = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, drawn.Width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, drawn.Width, 0, -1, drawn.Height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, drawn.Height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, drawn.Height, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, drawn.Height, -1, 0, drawn.Width, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, drawn.Width, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
        if (matrix.IsIdentity)
        {
            return drawn;
        }

        var turned = origin >= SKEncodedOrigin.LeftTop;
        var upright = new SKBitmap(drawn.Info.WithSize(turned ? drawn.Height : drawn.Width, turned ? drawn.Width : drawn.Height));
        using var canvas = new SKCanvas(upright);
        canvas.SetMatrix(matrix);
        canvas.DrawBitmap(drawn, 0, 0, SKSamplingOptions.Default);
        return upright;
    }

    private static int Scans(ReadOnlySpan<byte> jpeg) => jpeg.Count((ReadOnlySpan<byte>)[0xFF, 0xDA]);
}
