using System.IO.Compression;

namespace PracticeCms.Kernel.Uploads;

/// <summary>
/// Looks for what a PDF (ISO 32000-1) does by itself. It does not build the document: it reads every name outside of streams and inside
/// of packed objects, without recursion, so that a hostile file costs its length and nothing more. What it cannot read it refuses.
/// </summary>
internal static class PdfInspection
{
    private const int MostPages = 5_000;
    private const long MostUnpacked = 256L * 1024 * 1024;
    private const int MostPackedObjects = 16 * 1024 * 1024;

    /// <summary>A book of pictures has some ten thousand; to begin with one costs more than to read its bytes.</summary>
    private const int MostStreams = 100_000;

    /// <summary>A large book has some hundred thousand.</summary>
    private const int MostNames = 10_000_000;

    private const string Unusual = "The PDF is built in a way that cannot be checked. Print it to a new PDF and upload that.";
    private const string Active = "The PDF runs something or carries files inside. Print it to a new PDF and upload that.";

    private static readonly HashSet<string> Forbidden = new(StringComparer.Ordinal)
    {
        "JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA", "SubmitForm", "ImportData", "GoToE", "GoToR", "Rendition",
    };

    /// <summary>What is wrong, or null.</summary>
    public static string? Fault(byte[] pdf, CancellationToken ct = default)
    {
        if (pdf.AsSpan(Math.Max(0, pdf.Length - 1024)).LastIndexOf("%%EOF"u8) < 0 || FileKind.EndsAsZip(pdf))
        {
            return "The PDF cannot be read; it seems to be damaged.";
        }

        var seen = new Seen(ct);
        var at = 0;
        for (var streams = 0; at < pdf.Length; streams++)
        {
            if (streams > MostStreams)
            {
                return Unusual;
            }

            var (start, end) = NextStream(pdf, at);
            var packed = seen.Read(pdf.AsMemory(at, start - at));
            if (seen.Fault is null && end > start)
            {
                seen.Fault = OfStream(pdf, start, end, packed, seen);
            }

            if (seen.Fault is not null)
            {
                return seen.Fault;
            }

            at = Math.Max(end, start);
        }

        return seen.Pages > MostPages ? $"The PDF has more than {MostPages} pages." : null;
    }

    /// <summary>The content of the next stream; the end of the file where there is none.</summary>
    private static (int Start, int End) NextStream(ReadOnlySpan<byte> pdf, int from)
    {
        for (var at = from; pdf[at..].IndexOf("stream"u8) is >= 0 and var found; at += found + 6)
        {
            var start = at + found + 6;
            var isKeyword = pdf[from..(at + found)].TrimEnd(PdfNames.White).EndsWith(">>"u8) && start < pdf.Length && pdf[start] is (byte)'\r' or (byte)'\n';
            if (isKeyword)
            {
                start += pdf[start] == '\r' && start + 1 < pdf.Length && pdf[start + 1] == '\n' ? 2 : 1;
                var length = pdf[start..].IndexOf("endstream"u8);
                return (start, length < 0 ? pdf.Length : start + length);
            }
        }

        return (pdf.Length, pdf.Length);
    }

    private static string? OfStream(byte[] pdf, int start, int end, bool holdsObjects, Seen seen)
    {
        // An object within a stream is one that some reader finds and this one would have passed over.
        if (PdfNames.HoldsObject(pdf.AsSpan(start, end - start)))
        {
            return Unusual;
        }

        using var objects = holdsObjects ? new MemoryStream() : null;
        if (!Unpack(pdf, start, end, seen, objects))
        {
            return seen.Unpacked > MostUnpacked || holdsObjects ? Unusual : null;
        }

        if (objects is not null)
        {
            seen.Read(objects.GetBuffer().AsMemory(0, (int)objects.Length));
        }

        return seen.Fault;
    }

    private static bool Unpack(byte[] pdf, int start, int end, Seen seen, MemoryStream? into)
    {
        if (!BeginsAsPacked(pdf.AsSpan(start, end - start)))
        {
            return false;
        }

        try
        {
            using var stream = new ZLibStream(new MemoryStream(pdf, start, end - start, writable: false), CompressionMode.Decompress);
            int read;
            while ((read = stream.Read(seen.Buffer)) > 0)
            {
                seen.Token.ThrowIfCancellationRequested();
                if ((seen.Unpacked += read) > MostUnpacked || into?.Length + read > MostPackedObjects)
                {
                    return false;
                }

                into?.Write(seen.Buffer, 0, read);
            }

            return into is not { Length: 0 };
        }
        catch (InvalidDataException)
        {
            // Not packed, or packed otherwise, as photographs are.
            return false;
        }
    }

    /// <summary>The header of RFC 1950, without which nothing needs to be set up to find that out.</summary>
    private static bool BeginsAsPacked(ReadOnlySpan<byte> stream) => stream.Length > 2 && (stream[0] & 0x0F) == 8 && ((stream[0] << 8) | stream[1]) % 31 == 0;

    /// <summary>What the names said so far.</summary>
    private sealed class Seen(CancellationToken ct)
    {
        private int names;

        public CancellationToken Token => ct;
        public byte[] Buffer { get; } = new byte[81_920];
        public int Pages { get; private set; }
        public long Unpacked { get; set; }
        public string? Fault { get; set; }

        /// <summary>Whether the stream that follows this text holds objects.</summary>
        public bool Read(ReadOnlyMemory<byte> text)
        {
            var holdsObjects = false;
            var isOdd = false;
            var packings = 0;
            var last = "";
            foreach (var (name, rest) in PdfNames.In(text))
            {
                ct.ThrowIfCancellationRequested();
                Fault ??= ++names > MostNames ? Unusual
                    : Forbidden.Contains(name) ? Active
                    : name == "Encrypt" ? "The PDF is locked, so it cannot be checked. Save it without a password and restrictions and upload that."
                    : name == "OpenAction" && !PdfNames.IsPlaceInDocument(text[rest..]) ? Active
                    : null;
                if (Fault is not null)
                {
                    return false;
                }

                holdsObjects |= name == "ObjStm";
                isOdd |= name is "Predictor" or "LZWDecode" or "LZW" or "ASCIIHexDecode" or "AHx" or "ASCII85Decode" or "A85" or "RunLengthDecode" or "RL" or "Crypt";
                packings += name is "FlateDecode" or "Fl" ? 1 : 0;
                Pages += name == "Page" && last == "Type" ? 1 : 0;
                last = name;
            }

            Fault ??= holdsObjects && (isOdd || packings != 1) ? Unusual : null;
            return holdsObjects;
        }
    }
}
