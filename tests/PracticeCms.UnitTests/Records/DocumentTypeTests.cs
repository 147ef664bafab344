using System.Text;
using PracticeCms.Records.Documents;
using Xunit;

namespace PracticeCms.UnitTests.Records;

public sealed class DocumentTypeTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0];

    [Fact]
    public void Extension_content_and_declared_type_that_agree_are_accepted()
    {
        Assert.Equal("application/pdf", DocumentType.Of("Letter.PDF", "application/pdf", "%PDF-1.7"u8).Type?.ContentType);
        Assert.Equal("image/png", DocumentType.Of("scan.png", "image/png", Png).Type?.ContentType);
        Assert.Equal("text/csv", DocumentType.Of("list.csv", "application/vnd.ms-excel", "a,b\n1,2\n"u8).Type?.ContentType);
        Assert.Equal("text/plain", DocumentType.Of("note.txt", "text/plain; charset=utf-8", "Grüße"u8).Type?.ContentType);
        Assert.NotNull(DocumentType.Of("letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Encoding.Latin1.GetBytes("PK\x03\x04....[Content_Types].xml")).Type);
    }

    [Theory]
    [InlineData("run.exe", "application/pdf", "%PDF-1.7")]
    [InlineData("page.html", "text/html", "<html>")]
    [InlineData("drawing.svg", "image/svg+xml", "<svg>")]
    [InlineData("letter", "application/pdf", "%PDF-1.7")]
    [InlineData("letter.pdf", "text/html", "%PDF-1.7")]
    [InlineData("letter.pdf", null, "%PDF-1.7")]
    [InlineData("letter.pdf", "application/pdf", "MZ this is a program")]
    [InlineData("photo.jpg", "image/jpeg", "GIF89a")]
    [InlineData("letter.docx", "application/zip", "PK\u0003\u0004 something else")]
    [InlineData("note.txt", "text/plain", "%PDF-1.7")]
    [InlineData("note.txt", "text/plain", "binary \0 text")]
    public void Anything_else_is_refused_with_a_reason(string name, string? declared, string content)
    {
        var (type, error) = DocumentType.Of(name, declared, Encoding.Latin1.GetBytes(content));
        Assert.Null(type);
        Assert.NotEmpty(error!);
    }
}
