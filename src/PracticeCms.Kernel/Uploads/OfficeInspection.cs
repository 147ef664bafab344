using System.IO.Compression;
using System.Xml;

namespace PracticeCms.Kernel.Uploads;

/// <summary>Looks into a Word or Excel file (ECMA-376: a zip of parts) without believing what its directory says of sizes.</summary>
internal static class OfficeInspection
{
    private const int MostParts = 5_000;
    private const long MostUnpacked = 200L * 1024 * 1024;

    /// <summary>Of a part that is read as a whole. The relations of a file with ten thousand pictures are two million characters.</summary>
    private const long MostRead = 8L * 1024 * 1024;

    /// <summary>Packed tables reach 50; from here on it is a bomb. Small files may be as dense as they like.</summary>
    private const int MostRatio = 150;
    private const long AlwaysUnpacked = 8L * 1024 * 1024;

    private const string Damaged = "The file cannot be read; it seems to be damaged or locked with a password.";

    /// <summary>What is wrong, or null.</summary>
    public static string? Fault(byte[] bytes, string extension)
    {
        // The directory's last record ends the file: nothing hangs behind it.
        if (bytes.Length < 22 || !bytes.AsSpan(bytes.Length - 22).StartsWith("PK\x05\x06"u8))
        {
            return Damaged;
        }

        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            var main = extension == ".docx" ? "word/document.xml" : "xl/workbook.xml";
            if (zip.GetEntry("[Content_Types].xml") is null || zip.GetEntry(main) is null)
            {
                return $"The file is called {extension} but its content is something else.";
            }

            return zip.Entries.Count > MostParts ? "The file has too many parts." : zip.Entries.Select(e => OfName(e.FullName)).FirstOrDefault(f => f is not null) ?? OfContent(zip, bytes.Length);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException or ArgumentException or OverflowException or XmlException)
        {
            return Damaged;
        }
    }

    private static string? OfName(string name)
    {
        var lower = name.ToLowerInvariant();
        return lower.StartsWith('/') || lower.Contains('\\', StringComparison.Ordinal) || lower.Split('/').Contains("..") ? Damaged
            : lower.EndsWith("vbaproject.bin", StringComparison.Ordinal) ? "The file has macros. Save it without them and upload that."
            : lower.Contains("/embeddings/", StringComparison.Ordinal) || lower.Contains("/activex/", StringComparison.Ordinal)
                ? "The file carries another file inside. Upload that one by itself."
            : null;
    }

    private static string? OfContent(ZipArchive zip, long packed)
    {
        var most = Math.Min(MostUnpacked, Math.Max(AlwaysUnpacked, packed * MostRatio));
        var total = 0L;
        var buffer = new byte[81_920];
        foreach (var entry in zip.Entries)
        {
            var keeps = entry.FullName == "[Content_Types].xml" || entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);
            using var text = new MemoryStream();
            using var part = entry.Open();
            int read;
            while ((read = part.Read(buffer)) > 0)
            {
                if ((total += read) > most || (keeps && text.Length + read > MostRead))
                {
                    return "The file unpacks to far more than it should.";
                }

                if (keeps)
                {
                    text.Write(buffer, 0, read);
                }
            }

            text.Position = 0;
            if (keeps && OfPart(text) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Read as what it is: the same relation can be written with other quotes, another encoding, and references in place of letters.</summary>
    private static string? OfPart(Stream part)
    {
        using var xml = XmlReader.Create(part, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (xml.GetAttribute("ContentType")?.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase) == true)
            {
                return "The file has macros. Save it without them and upload that.";
            }

            if (IsElsewhere(xml) && xml.GetAttribute("Type")?.EndsWith("/hyperlink", StringComparison.OrdinalIgnoreCase) != true)
            {
                return "The file loads something from elsewhere when it is opened. Save it without that and upload it.";
            }
        }

        return null;
    }

    // A link that somebody clicks is a relation too; all others are followed when the file is opened.
    private static bool IsElsewhere(XmlReader relation) =>
        string.Equals(relation.GetAttribute("TargetMode"), "External", StringComparison.OrdinalIgnoreCase)
        || relation.GetAttribute("Target") is { } target && (target.Contains("://", StringComparison.Ordinal) || target.StartsWith(@"\\", StringComparison.Ordinal));
}
