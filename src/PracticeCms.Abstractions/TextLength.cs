namespace PracticeCms;

public static class TextLength
{
    /// <summary>
    /// The text, or its beginning of so many UTF-16 code units. A character that takes two of them is not parted: half of it is no text, and
    /// PostgreSQL does not take it (RFC 3629, section 3).
    /// </summary>
    public static string AtMost(this string text, int length) =>
        text.Length <= length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
