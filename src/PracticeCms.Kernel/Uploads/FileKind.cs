using System.Text;

namespace PracticeCms.Kernel.Uploads;

/// <summary>A kind of file that the product takes. Its extension, its content and the declared type must agree.</summary>
internal sealed record FileKind(string Extension, string ContentType, FileShape Shape, params IReadOnlyList<string> AlsoDeclared)
{
    private const string Zip = "application/zip";
    private const string Excel = "application/vnd.ms-excel"; // what a machine with a spreadsheet program calls every list

    private static readonly FileKind[] All =
    [
        new(".pdf", "application/pdf", FileShape.Pdf),
        new(".png", "image/png", FileShape.Image),
        new(".jpg", "image/jpeg", FileShape.Image, "image/pjpeg"),
        new(".jpeg", "image/jpeg", FileShape.Image, "image/pjpeg"),
        new(".webp", "image/webp", FileShape.Image),
        new(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", FileShape.Office, Zip),
        new(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FileShape.Office, Zip),
        new(".txt", "text/plain", FileShape.Text),
        new(".csv", "text/csv", FileShape.Text, "text/plain", Excel, "application/csv"),
        new(".tsv", "text/tab-separated-values", FileShape.Text, "text/plain", Excel),
        new(".json", "application/json", FileShape.Text, "text/json", "text/plain"),
    ];

    public static FileKind? Of(string fileName, IReadOnlyList<string> taken) =>
        Path.GetExtension(fileName).ToLowerInvariant() is var extension && taken.Contains(extension, StringComparer.Ordinal) ? All.FirstOrDefault(k => k.Extension == extension) : null;

    public bool IsDeclaredAs(string media) => media == ContentType || AlsoDeclared.Contains(media, StringComparer.Ordinal);

    /// <summary>Whether the content begins as this kind does; texts are looked at whole.</summary>
    public bool Recognizes(ReadOnlySpan<byte> content) => Extension switch
    {
        ".pdf" => content.StartsWith("%PDF-"u8),
        ".png" => content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        ".jpg" or ".jpeg" => content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
        ".webp" => content is [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x45, 0x42, 0x50, ..],
        ".docx" or ".xlsx" => content.StartsWith("PK\x03\x04"u8),
        _ => IsText(content),
    };

    private static bool IsText(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("%PDF-"u8) || content.StartsWith("PK\x03\x04"u8) || EndsAsZip(content))
        {
            return false;
        }

        // Spreadsheets also write UTF-16, with a mark in front.
        if (content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            var encoding = content[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
            return content.Length % 2 == 0 && !encoding.GetString(content).AsSpan().ContainsAny(Controls);
        }

        return content.IndexOfAny(ControlBytes) < 0;
    }

    /// <summary>A file of another kind with a zip behind it is both.</summary>
    public static bool EndsAsZip(ReadOnlySpan<byte> content) => content[^Math.Min(content.Length, 65_557)..].LastIndexOf("PK\x05\x06"u8) >= 0;

    private static readonly System.Buffers.SearchValues<char> Controls =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\r' or '\f'))]);

    private static readonly System.Buffers.SearchValues<byte> ControlBytes =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (byte)c).Where(c => c is not (0x09 or 0x0A or 0x0D or 0x0C))]);
}

/// <summary>How a kind is looked at from the inside.</summary>
internal enum FileShape
{
    Text,
    Pdf,
    Image,
    Office,
}
