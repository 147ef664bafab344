namespace PracticeCms.Records.Documents;

/// <summary>A kind of file that a record may hold. Its extension, its first bytes and the declared type must agree.</summary>
internal sealed record DocumentType(string Extension, string ContentType, IReadOnlyList<string> AlsoDeclared)
{
    public const long LargestLength = 20 * 1024 * 1024;

    private const string Zip = "application/zip";

    private static readonly DocumentType[] All =
    [
        new(".pdf", "application/pdf", []),
        new(".png", "image/png", []),
        new(".jpg", "image/jpeg", ["image/pjpeg"]),
        new(".jpeg", "image/jpeg", ["image/pjpeg"]),
        new(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", [Zip]),
        new(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [Zip]),
        new(".txt", "text/plain", []),
        new(".csv", "text/csv", ["text/plain", "application/vnd.ms-excel", "application/csv"]),
    ];

    public static string Accept { get; } = string.Join(',', All.Select(t => t.Extension));

    /// <summary>The type, or what is wrong in words for whoever chose the file.</summary>
    /// <param name="head">The first bytes, up to 4,096.</param>
    public static (DocumentType? Type, string? Error) Of(string fileName, string? declared, ReadOnlySpan<byte> head)
    {
        var extension = Path.GetExtension(fileName).ToLowerInvariant();
        if (All.FirstOrDefault(t => t.Extension == extension) is not { } type)
        {
            return (null, $"Files of this kind are not accepted. Accepted are {string.Join(", ", All.Select(t => t.Extension[1..]))}.");
        }

        var media = (declared ?? "").Split(';')[0].Trim().ToLowerInvariant();
        if (media != type.ContentType && !type.AlsoDeclared.Contains(media, StringComparer.Ordinal))
        {
            return (null, $"The file is called {extension} but was sent as {(media.Length == 0 ? "nothing in particular" : media)}.");
        }

        return type.Recognizes(head) ? (type, null) : (null, $"The file is called {extension} but its content is something else.");
    }

    private bool Recognizes(ReadOnlySpan<byte> head) => Extension switch
    {
        ".pdf" => head.StartsWith("%PDF-"u8),
        ".png" => head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        ".jpg" or ".jpeg" => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
        ".docx" => IsOffice(head, "word/"u8),
        ".xlsx" => IsOffice(head, "xl/"u8),
        _ => IsText(head),
    };

    // Office files are zips whose first entry is one of these; a plain zip begins otherwise.
    private static bool IsOffice(ReadOnlySpan<byte> head, ReadOnlySpan<byte> folder) =>
        head.StartsWith("PK\x03\x04"u8)
        && (head.IndexOf("[Content_Types].xml"u8) >= 0 || head.IndexOf("_rels/.rels"u8) >= 0 || head.IndexOf(folder) >= 0);

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("%PDF-"u8) || head.StartsWith("PK\x03\x04"u8))
        {
            return false;
        }

        foreach (var b in head)
        {
            if (b < 0x20 && b is not (0x09 or 0x0A or 0x0D or 0x0C))
            {
                return false;
            }
        }

        return true;
    }
}
