using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PracticeCms.Liquid;

/// <summary>
/// Sources for <c>style-src</c> (CSP Level 3) that admit the styles of a finished document, each by its hash, and no other. A style that is not
/// recognised here has no hash, and the browser does not apply it.
/// </summary>
public static partial class OwnStyles
{
    /// <summary>More would make a header that proxies refuse.</summary>
    private const int Most = 40;

    /// <summary>
    /// Blocks, and then attributes: mails need those, because some programs that show mails drop blocks. A hash applies to an attribute only with
    /// <c>'unsafe-hashes'</c>, which stands here where a document has one.
    /// </summary>
    public static string Of(string html)
    {
        // A browser ends each line with one character before it hashes.
        var read = html.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var blocks = StyleBlock().Matches(read).Select(m => m.Groups["text"].Value);
        var attributes = StyleAttribute().Matches(read).Select(m => WebUtility.HtmlDecode(m.Groups["text"].Value)).ToList();
        string[] sources = [.. blocks.Select(Hash), .. attributes.Count > 0 ? (string[])["'unsafe-hashes'"] : [], .. attributes.Select(Hash)];
        return string.Join(' ', sources.Distinct().Take(Most));
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    [GeneratedRegex(@"<style\b[^>]*>(?<text>.*?)</style[\s/>]", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex StyleBlock();

    [GeneratedRegex("""\sstyle\s*=\s*(?<quote>["'])(?<text>.*?)\k<quote>""", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex StyleAttribute();
}
