using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using PracticeCms.Files;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Uploads;
using Door = PracticeCms.Kernel.Uploads.Uploads;
using SkiaSharp;
using static PracticeCms.IntegrationTests.Uploads.HostileFiles;

namespace PracticeCms.IntegrationTests.Uploads;

public sealed class UploadTests
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private static readonly UploadRule Rule = new("File", 20 * 1024 * 1024, ".pdf", ".png", ".jpg", ".docx", ".txt", ".csv");
    private static readonly UploadPlaces Places = new();

    public static TheoryData<string, string, byte[]> Good { get; } = new()
    {
        { "Letter.PDF", "application/pdf", Pdf() },
        { "view.pdf", "application/pdf", Pdf("/OpenAction[3 0 R/XYZ null null 0]") },
        { "top.pdf", "application/pdf", Pdf("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>") },
        { "packed.pdf", "application/pdf", PdfWithPacked("2 0 <</Type/Page>>"u8.ToArray(), "/Type/ObjStm/N 1/First 4/Filter/FlateDecode") },
        { "scan.png", "image/png", Image(SKEncodedImageFormat.Png) },
        { "letter.docx", Docx, HostileFiles.Docx(("word/_rels/document.xml.rels", "<R Type=\".../hyperlink\" TargetMode=\"External\"/>"u8.ToArray())) },
        { "note.txt", "text/plain; charset=utf-8", "Grüße"u8.ToArray() },
        { "list.csv", "application/vnd.ms-excel", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("name;city\r\n")] },
    };

    public static TheoryData<string, string, string?, byte[]> Bad { get; } = new()
    {
        { "a program", "run.exe", "application/pdf", Pdf() },
        { "a page", "page.html", "text/html", "<html>"u8.ToArray() },
        { "a drawing with script", "drawing.svg", "image/svg+xml", "<svg/>"u8.ToArray() },
        { "no extension", "letter", "application/pdf", Pdf() },
        { "another declared type", "letter.pdf", "text/html", Pdf() },
        { "no declared type", "letter.pdf", null, Pdf() },
        { "other content", "letter.pdf", "application/pdf", "MZ this is a program"u8.ToArray() },
        { "a turned name", "letter\u202Efdp.exe", "application/pdf", Pdf() },
        { "nothing", "note.txt", "text/plain", [] },
        { "binary text", "note.txt", "text/plain", "binary \0 text"u8.ToArray() },
        { "binary at the end", "note.txt", "text/plain", [.. Enumerable.Repeat((byte)'a', 9_000), 0] },
        { "cut short", "letter.pdf", "application/pdf", "%PDF-1.7 hello"u8.ToArray() },
        { "script", "letter.pdf", "application/pdf", Pdf("/Names<</JavaScript 2 0 R>>") },
        { "script, spelled otherwise", "letter.pdf", "application/pdf", Pdf("/AA<</O<</S/J#61vaScript/#4aS(x)>>>>") },
        { "opens something", "letter.pdf", "application/pdf", Pdf("/OpenAction 7 0 R") },
        { "opens and goes on", "letter.pdf", "application/pdf", Pdf("/OpenAction<</S/GoTo/D[1]/Next 7 0 R>>") },
        { "starts a program", "letter.pdf", "application/pdf", Pdf("/A<</S/Launch/F(cmd.exe)>>") },
        { "a file inside", "letter.pdf", "application/pdf", Pdf("/Names<</EmbeddedFiles 2 0 R>>") },
        { "locked", "letter.pdf", "application/pdf", Pdf(end: "trailer<</Encrypt 9 0 R>>\n%%EOF") },
        { "script in packed objects", "letter.pdf", "application/pdf", PdfWithPacked("2 0 <</S/JavaScript>>"u8.ToArray(), "/Type/ObjStm/N 1/First 4/Filter/FlateDecode") },
        { "objects packed twice", "letter.pdf", "application/pdf", PdfWithPacked(Packed("2 0 <</S/JavaScript>>"u8.ToArray()), "/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]") },
        { "objects packed otherwise", "letter.pdf", "application/pdf", PdfWithPacked("x"u8.ToArray(), "/Type/ObjStm/Filter[/ASCIIHexDecode/FlateDecode]") },
        { "objects in what looks like a stream", "letter.pdf", "application/pdf", Pdf(more: "%>>stream\n2 0 obj<</S/JavaScript>>endobj\nendstream\n") },
        { "a PDF that unpacks without end", "letter.pdf", "application/pdf", PdfWithPacked(new byte[300_000_000], "/Filter/FlateDecode") },
        { "a PDF of very many streams", "letter.pdf", "application/pdf", Pdf(more: string.Concat(Enumerable.Repeat("<<>>stream\n\nendstream\n", 100_001))) },
        { "a PDF and a zip", "letter.pdf", "application/pdf", [.. Pdf(), .. HostileFiles.Docx(), .. "\n%%EOF"u8] },
        { "too many pages", "letter.pdf", "application/pdf", Pdf(more: string.Concat(Enumerable.Repeat("<</Type/Page>>", 5_001))) },
        { "an image of 900 million pixels", "scan.png", "image/png", PngBomb() },
        { "half an image", "scan.png", "image/png", Image(SKEncodedImageFormat.Png, 400, 300)[..60] },
        { "an image of another kind", "photo.jpg", "image/jpeg", Image(SKEncodedImageFormat.Png) },
        { "a plain zip", "letter.docx", "application/zip", "PK\u0003\u0004 something else"u8.ToArray() },
        { "macros", "letter.docx", Docx, HostileFiles.Docx(("word/vbaProject.bin", [1])) },
        { "another file inside", "letter.docx", Docx, HostileFiles.Docx(("word/embeddings/oleObject1.bin", [1])) },
        { "a template from elsewhere", "letter.docx", Docx, HostileFiles.Docx(("word/_rels/settings.xml.rels", "<R Type=\"x/attachedTemplate\" TargetMode=\"External\"/>"u8.ToArray())) },
        { "a template in other quotes", "letter.docx", Docx, HostileFiles.Docx(("word/_rels/settings.xml.rels", "<R Type='x/attachedTemplate' TargetMode='External'/>"u8.ToArray())) },
        { "a template in another encoding", "letter.docx", Docx, HostileFiles.Docx(("word/_rels/settings.xml.rels", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("<R Type=\"x/attachedTemplate\" TargetMode=\"External\"/>")])) },
        { "a template spelled out", "letter.docx", Docx, HostileFiles.Docx(("word/_rels/settings.xml.rels", "<R Type='x/attached&#84;emplate' TargetMode='&#69;xternal'/>"u8.ToArray())) },
        { "a picture from elsewhere", "letter.docx", Docx, HostileFiles.Docx(("word/_rels/document.xml.rels", "<R Type='x/image' Target='file://server/x.png' TargetMode='External'/>"u8.ToArray())) },
        { "a target elsewhere that does not say so", "letter.docx", Docx, HostileFiles.Docx(("word/_rels/document.xml.rels", "<R Type='x/image' Target='https://example.com/x.png'/>"u8.ToArray())) },
        { "relations that are no XML", "letter.docx", Docx, HostileFiles.Docx(("word/_rels/document.xml.rels", "<R"u8.ToArray())) },
        { "relations with entities", "letter.docx", Docx, HostileFiles.Docx(("word/_rels/document.xml.rels", "<!DOCTYPE r [<!ENTITY e 'x'>]><R/>"u8.ToArray())) },
        { "a part outside", "letter.docx", Docx, HostileFiles.Docx(("../../etc/cron.d/x", [1])) },
        { "too many parts", "letter.docx", Docx, HostileFiles.Docx([.. Enumerable.Range(0, 5_000).Select(i => ($"word/{i}.xml", new byte[] { 1 }))]) },
        { "a zip bomb", "letter.docx", Docx, HostileFiles.Docx(("word/media/a.bin", new byte[60_000_000])) },
        { "something behind the zip", "letter.docx", Docx, [.. HostileFiles.Docx(), .. "<script>"u8] },
    };

    [Theory, MemberData(nameof(Good))]
    public async Task What_a_practice_sends_is_taken(string name, string declared, byte[] content)
    {
        var result = await AcceptAsync(name, declared, content);

        Assert.Null(result.Problem?.Message);
        Assert.True(result.Value.Content.Length > 0);
    }

    [Theory, MemberData(nameof(Bad))]
    public async Task What_could_harm_is_refused_with_a_reason(string what, string name, string? declared, byte[] content)
    {
        var result = await AcceptAsync(name, declared, content);

        Assert.True(result.Problem is { Kind: ProblemKind.Invalid }, what);
        Assert.Equal("File", Assert.Single(result.Problem.Fields).Field);
        Assert.EndsWith(".", result.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_read_no_further_than_it_may_be_long()
    {
        var result = await New().AcceptAsync(new ReceivedFile("a.txt", "text/plain", new MemoryStream(Enumerable.Repeat((byte)'a', 2_000).ToArray())), Rule with { LargestLength = 1_999 });

        Assert.Equal("The file is larger than 1 KB.", result.Problem?.Message);
    }

    [Fact]
    public async Task A_photograph_is_turned_upright_and_forgets_where_it_was_taken()
    {
        var kept = (await AcceptAsync("holiday.jpg", "image/jpeg", PhotoWithPlace(orientation: 6))).Value.Content.ToArray();

        Assert.DoesNotContain("48.2082N", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        using var codec = SKCodec.Create(new MemoryStream(kept));
        Assert.Equal((30, 40), (codec.Info.Width, codec.Info.Height));
        Assert.Equal(SKEncodedOrigin.TopLeft, codec.EncodedOrigin);
    }

    [Fact]
    public async Task What_hangs_behind_an_image_is_not_kept()
    {
        var kept = (await AcceptAsync("scan.png", "image/png", [.. Image(SKEncodedImageFormat.Png), .. "<script>alert(1)</script>"u8])).Value.Content.ToArray();

        Assert.DoesNotContain("script", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
    }

    private static Task<Result<AcceptedFile>> AcceptAsync(string name, string? declared, byte[] content) =>
        New().AcceptAsync(new ReceivedFile(name, declared, new MemoryStream(content)), Rule);

    private static Door New() => new(new ClamdScanner(ScannerAddress.From(new ConfigurationBuilder().Build())), new NoTrail(), new TenantDefinition { Name = "Default" }, Places, NullLogger<Door>.Instance);
}
