using System.Text;

namespace PracticeCms.Kernel.Uploads;

/// <summary>Names in the text of a PDF (ISO 32000-1, 7.3.5), with their escapes undone: <c>/J#53</c> is JS.</summary>
internal static class PdfNames
{
    private const int LongestName = 127;

    /// <summary>To go to a place takes a few dozen bytes. A file may ask for it a million times, and then more must not be looked at each time.</summary>
    private const int LongestAction = 512;

    public static ReadOnlySpan<byte> White => [0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x20];

    /// <summary>Each name and where it ends.</summary>
    public static IEnumerable<(string Name, int End)> In(ReadOnlyMemory<byte> text)
    {
        for (int at = 0, found; (found = text.Span[at..].IndexOf((byte)'/')) >= 0;)
        {
            var name = ReadName(text.Span, at + found + 1, out at);
            yield return (name, at);
        }
    }

    private static string ReadName(ReadOnlySpan<byte> text, int at, out int end)
    {
        var name = new StringBuilder();
        for (; at < text.Length && !IsEnd(text[at]) && name.Length <= LongestName; at++)
        {
            var escaped = text[at] == '#' && at + 2 < text.Length && char.IsAsciiHexDigit((char)text[at + 1]) && char.IsAsciiHexDigit((char)text[at + 2]);
            name.Append(escaped ? (char)Convert.ToByte(Encoding.ASCII.GetString(text.Slice(at + 1, 2)), 16) : (char)text[at]);
            at += escaped ? 2 : 0;
        }

        end = at;
        return name.ToString();
    }

    /// <summary>Whether the value is a destination, or an action that goes to one, written in place.</summary>
    public static bool IsPlaceInDocument(ReadOnlyMemory<byte> value)
    {
        value = value.TrimStart(White);
        value = value[..Math.Min(value.Length, LongestAction)];
        var end = value.Span.IndexOf(">>"u8);
        if (value.Span.StartsWith("["u8) || !value.Span.StartsWith("<<"u8) || end < 0)
        {
            return value.Span.StartsWith("["u8);
        }

        var names = In(value[..end]).Select(n => n.Name).ToList();
        return names.IndexOf("S") is >= 0 and var type && names.ElementAtOrDefault(type + 1) == "GoTo" && !names.Contains("Next");
    }

    /// <summary>Whether there is something like <c>12 0 obj</c>.</summary>
    public static bool HoldsObject(ReadOnlySpan<byte> content)
    {
        for (int at = 0, found; (found = content[at..].IndexOf("obj"u8)) >= 0; at += found + 3)
        {
            var before = content[..(at + found)];
            var trimmed = before.TrimEnd(White);
            if (trimmed.Length < before.Length && trimmed.Length > 0 && char.IsAsciiDigit((char)trimmed[^1]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEnd(byte b) => White.Contains(b) || "()<>[]{}/%"u8.Contains(b);
}
