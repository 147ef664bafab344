using System.Security.Cryptography;
using System.Text;
using PracticeCms.Liquid;

namespace PracticeCms.UnitTests.Liquid;

public sealed class OwnStylesTests
{
    [Theory]
    [InlineData("<style>p{color:red}</style>", "p{color:red}")]
    [InlineData("<STYLE media=\"print\">\r\np { top: 0 }\r\n</Style >", "\np { top: 0 }\n")]
    [InlineData("<style>a>b{}</style/>", "a>b{}")]
    public void A_block_is_admitted_as_a_browser_reads_it(string html, string read) => Assert.Equal(Hash(read), OwnStyles.Of(html));

    [Theory]
    [InlineData("<p style=\"color:red\">", "color:red")]
    [InlineData("<p class=x\nSTYLE = 'font-family:\"A\"'>", "font-family:\"A\"")]
    [InlineData("<p style=\"font-family:&quot;A&quot;\">", "font-family:\"A\"")]
    public void An_attribute_is_admitted_by_its_value(string html, string value) => Assert.Equal($"'unsafe-hashes' {Hash(value)}", OwnStyles.Of(html));

    [Theory]
    [InlineData("<p>plain</p>")]
    [InlineData("<p>&lt;style&gt;p{}&lt;/style&gt; and style=&quot;top:0&quot;</p>")]
    [InlineData("<style>never ends")]
    public void Text_is_no_style(string html) => Assert.Empty(OwnStyles.Of(html));

    [Fact]
    public void The_same_style_counts_once_and_a_header_stays_short()
    {
        Assert.Equal($"'unsafe-hashes' {Hash("top:0")}", OwnStyles.Of(string.Concat(Enumerable.Repeat("<p style='top:0'>", 500))));
        Assert.InRange(OwnStyles.Of(string.Concat(Enumerable.Range(0, 500).Select(i => $"<p style='top:{i}px'>"))).Length, 1_000, 2_500);
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
