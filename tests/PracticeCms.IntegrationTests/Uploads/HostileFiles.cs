using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace PracticeCms.IntegrationTests.Uploads;

/// <summary>Files as a browser may send them, good and bad.</summary>
internal static class HostileFiles
{
    public static byte[] Pdf(string catalog = "", string more = "", string end = "trailer<</Root 1 0 R>>\n%%EOF\n") =>
        Encoding.Latin1.GetBytes($"%PDF-1.7\n1 0 obj\n<</Type/Catalog{catalog}>>\nendobj\n{more}{end}");

    public static byte[] PdfWithPacked(byte[] content, string dictionary) => Pdf(more: $"5 0 obj<<{dictionary}/Length 9>>stream\n{Encoding.Latin1.GetString(Packed(content))}\nendstream\nendobj\n");

    public static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            zlib.Write(content);
        }

        return packed.ToArray();
    }

    public static byte[] Docx(params (string Name, byte[] Content)[] more)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in (IEnumerable<(string, byte[])>)[("[Content_Types].xml", "<Types/>"u8.ToArray()), ("word/document.xml", "<w:document/>"u8.ToArray()), .. more])
            {
                using var part = zip.CreateEntry(name).Open();
                part.Write(content);
            }
        }

        return file.ToArray();
    }

    public static byte[] Image(SKEncodedImageFormat format, int width = 40, int height = 30)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.Teal);
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A photograph that says which side is up, and where it was taken.</summary>
    public static byte[] PhotoWithPlace(byte orientation)
    {
        byte[] tiff = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0, .. "48.2082N 16.3738E"u8];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        var length = (ushort)(exif.Length + 2);
        var jpeg = Image(SKEncodedImageFormat.Jpeg);
        return [jpeg[0], jpeg[1], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. exif, .. jpeg[2..]];
    }

    /// <summary>A few bytes that claim to be 30,000 by 30,000.</summary>
    public static byte[] PngBomb()
    {
        var png = Image(SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 30_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 30_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
