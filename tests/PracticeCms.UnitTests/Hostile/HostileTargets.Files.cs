using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PracticeCms.Audit;
using PracticeCms.Files;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Uploads;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Import;
using SkiaSharp;
using Door = PracticeCms.Kernel.Uploads.Uploads;

namespace PracticeCms.UnitTests.Hostile;

/// <summary>Files that people upload, and what the virus scanner says of them.</summary>
internal sealed partial class HostileTargets
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private static readonly UploadRule Rule = new("File", 20 * 1024 * 1024, ".pdf", ".png", ".jpg", ".webp", ".docx", ".txt");
    private static readonly UploadPlaces Places = new();

    private static HostileTarget Clients() => new(
        [
            Bytes("External ID,Name,DOB,Mail,Phone,ZIP,Tags,Share,Since,Smoker\n1,\"Fernsby, Ada\",4/12/1985,ada@example.com,(202) 555-0143,10001,\"vip, new\",12.50,2020-01-31,yes\n2,Bob \"the\" Builder,,,,,,,,\n"),
            Bytes("\uFEFFVorname;Nachname;Firma;Geburtsdatum;Telefon;Steuernummer\r\nZoë;Łukasik;;12.4.1985;+43 1 58858;12/345-6789\r\n;;\"Grüß \"\"Gott\"\"\nGmbH\";;;\r\n"),
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("first\tlast\tblood group\nAnn\tDahl\tgroup a\n")],
        ],
        bytes =>
        {
            ReadClients(bytes);
            return Task.CompletedTask;
        });

    private static void ReadClients(byte[] bytes)
    {
        using var file = new CsvClients(new MemoryStream(bytes), CultureInfo.GetCultureInfo("en-US"));
        if (!file.ReadHeaders() || CsvMapping.Make(file.Headers, new Dictionary<string, string>(), Fields) is not { Succeeded: true } mapping)
        {
            return;
        }

        var rules = new ClientRules("US", new LocalDate(2026, 3, 1), Fields);
        foreach (var row in file.Rows(mapping.Value))
        {
            var client = new Client { Id = Ids.New(), Number = "C-00001" };
            if (rules.Apply(row.Details, client).Failed)
            {
                continue;
            }

            // A database of UTF-8 takes no half of a character.
            Assert.All(SearchTerms.Of(client), term => Assert.False(char.IsHighSurrogate(term[^1]), term));
            _ = CsvText.Write([client.DisplayName, client.Tags, client.Custom]);
        }
    }

    private static HostileTarget Images() => new([Image(SKEncodedImageFormat.Png), Image(SKEncodedImageFormat.Jpeg), Turned(Image(SKEncodedImageFormat.Jpeg)), Image(SKEncodedImageFormat.Webp)], UploadAsync);

    private static HostileTarget Pdf() => new(
        [
            Bytes("%PDF-1.7\n1 0 obj\n<</Type/Catalog/OpenAction<</S/GoTo/D[3 0 R/Fit]>>/Pages 2 0 R>>\nendobj\n2 0 obj<</Type/Page/J#53 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"),
            [.. "%PDF-1.7\n5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length 9>>stream\n"u8, .. Packed("2 0 <</Type/Page>>"u8.ToArray()), .. "\nendstream\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"u8],
            [.. "%PDF-1.4\n7 0 obj<</Filter/FlateDecode>>stream\r\n"u8, .. Packed(new byte[5_000]), .. "\nendstream\nendobj\n%%EOF"u8],
        ],
        UploadAsync);

    private static HostileTarget Office() => new(
        [
            Zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w:document/>"), ("word/_rels/document.xml.rels", "<R Type=\"x/hyperlink\" TargetMode=\"External\" Target=\"https://example.com\"/>")),
            Zip(("[Content_Types].xml", "<?xml version=\"1.0\" encoding=\"utf-8\"?><Types><Default Extension='xml' ContentType='text/xml'/></Types>"), ("word/document.xml", new string('a', 3_000)), ("word/media/a.png", "x")),
        ],
        UploadAsync);

    private static HostileTarget Scanner() => new(
        [Bytes("stream: OK\0"), Bytes("stream: Eicar-Signature FOUND\0")], async bytes => _ = ClamdScanner.Verdict(await ClamdScanner.AnswerAsync(new MemoryStream(bytes), CancellationToken.None)), typeof(ScannerUnavailableException));

    private static async Task UploadAsync(byte[] bytes)
    {
        var (name, type) = bytes switch
        {
            [0x89, ..] => ("a.png", "image/png"),
            [0xFF, ..] => ("a.jpg", "image/jpeg"),
            [0x52, ..] => ("a.webp", "image/webp"),
            [0x25, ..] => ("a.pdf", "application/pdf"),
            [0x50, ..] => ("a.docx", Docx),
            _ => ("a.txt", "text/plain"),
        };
        var door = new Door(new ClamdScanner(new ScannerAddress(null, TimeSpan.FromSeconds(1))), new NoTrail(), new TenantDefinition { Name = "Default" }, Places, NullLogger<Door>.Instance);
        var result = await door.AcceptAsync(new ReceivedFile(name, type, new MemoryStream(bytes)), Rule);
        Assert.True(result.Problem is null or { Kind: ProblemKind.Invalid }, result.Problem?.Message);
    }

    private static byte[] Image(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(24, 16);
        bitmap.Erase(SKColors.Teal);
        bitmap.SetPixel(3, 5, SKColors.Red);
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>With metadata that say which side is up.</summary>
    private static byte[] Turned(byte[] jpeg)
    {
        byte[] exif = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        return [jpeg[0], jpeg[1], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            zlib.Write(content);
        }

        return packed.ToArray();
    }

    internal static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Bytes(content));
            }
        }

        return file.ToArray();
    }

    /// <summary>There is no practice here whose log could keep it.</summary>
    private sealed class NoTrail : IAuditTrail
    {
        public void Record(string action, string kind, Guid? clientId = null, Guid? entityId = null, string? reason = null)
        {
        }

        public Task RecordNowAsync(string action, string kind, Guid? clientId = null, Guid? entityId = null, string? reason = null, CancellationToken ct = default) => Task.CompletedTask;
    }
}
