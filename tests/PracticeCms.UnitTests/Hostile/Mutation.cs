using System.Text;

namespace PracticeCms.UnitTests.Hostile;

/// <summary>Makes of samples what a stranger, a bad disk or a broken program may send. The same seed makes the same bytes of the same samples.</summary>
internal static class Mutation
{
    private const int Longest = 32 * 1024;

    private static readonly string[] Words =
    [
        "\0", "\uFEFF", "\uFFFE", "\\u0000", "\\ud800", "\\udc00\\ud800", "\u202E", "e\u0301\u0301", "\U0001F600", "\r\n", "\n\n", "\t", "%00", "null", "true", "\"\"", "{}", "[]",
        "0", "-1", "-0", "1e309", "1e-400", "0x7fffffff", "2147483647", "2147483648", "-2147483648", "9223372036854775807", "18446744073709551616", "79228162514264337593543950335",
        "99999999999999999999999999999999999999", "NaN", "{", "}", "[", "]", "(", ")", "\"", "'", "\\", ",", ":", ";", "/*", "//", "..", "../", "<", ">", "&#0;", "=1+1", "@", "--",
        "\"name\":", "\"Id\":1,\"id\":2,", "[js: 1]", "[js: variables('a')]", "[js: null.a]", "[file: text('x')]", "{{", "}}", "{%", "%}", "{%- ", " -%}", "| ", " | size", " and ", "{% if a %}", "{% endif %}",
        "{% else %}", "{% for i in (1..3) %}", "{% endfor %}", "{% capture ", "{% raw %}", "{% comment %}", "{% assign a = ", "<style>", "<!--", "]]>", "/OpenAction<<", "stream\n", "endstream", "%%EOF", "obj", ">>",
        new('[', 2_000), new('(', 300), new('"', 500), new('a', 300), Many("{\"a\":", 500), Many("{% if a %}", 300), Many("<b>", 500), Many("{{a}}", 200),
    ];

    private static readonly byte[][] Raw =
    [
        [0xC0, 0x80], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xF0, 0x80, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF],
        [0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0, 0, 0], [0, 0, 0, 0x80], [0, 0, 0, 0, 0, 0, 0, 0], [0x50, 0x4B, 0x05, 0x06], [0x50, 0x4B, 0x01, 0x02], [0xFF, 0xDA], [0x78, 0x9C],
    ];

    private static readonly byte[] Edges = [0, 1, 0x20, 0x22, 0x2F, 0x5C, 0x7F, 0x80, 0xC0, 0xFE, 0xFF];

    private static readonly byte[][] Tokens = [.. Words.Select(w => Encoding.UTF8.GetBytes(w)), .. Raw];

    public static byte[] Of(IReadOnlyList<byte[]> samples, int seed)
    {
        var random = new Random(seed);
        var bytes = new List<byte>(samples[random.Next(samples.Count)]);
        for (var steps = random.Next(1, 7); steps > 0; steps--)
        {
            Step(bytes, samples, random);
            if (bytes.Count > Longest)
            {
                bytes.RemoveRange(Longest, bytes.Count - Longest);
            }
        }

        return [.. bytes];
    }

    private static void Step(List<byte> bytes, IReadOnlyList<byte[]> samples, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var chunk = bytes.GetRange(at, random.Next(Math.Min(bytes.Count - at, 1 << random.Next(1, 10)) + 1));
        var token = Tokens[random.Next(Tokens.Length)];
        var other = samples[random.Next(samples.Count)];
        switch (random.Next(10))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Edges[random.Next(Edges.Length)];
                break;
            case 2: // one chunk less
                bytes.RemoveRange(at, chunk.Count);
                break;
            case 3: // one chunk several times
                bytes.InsertRange(random.Next(bytes.Count + 1), Enumerable.Repeat(chunk, 1 << random.Next(6)).SelectMany(c => c));
                break;
            case 4: // one chunk elsewhere
                bytes.RemoveRange(at, chunk.Count);
                bytes.InsertRange(random.Next(bytes.Count + 1), chunk);
                break;
            case 5: // the end is missing
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6: // the end of another
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[random.Next(other.Length + 1)..]);
                break;
            case 7:
                bytes.RemoveRange(at, Math.Min(token.Length, bytes.Count - at));
                bytes.InsertRange(at, token);
                break;
            default:
                bytes.InsertRange(at, token);
                break;
        }
    }

    private static string Many(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
