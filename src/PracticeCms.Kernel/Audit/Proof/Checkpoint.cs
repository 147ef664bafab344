using System.Globalization;
using NodaTime.Text;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// What is signed: the log's name, its size, the tree's root, the chain's head and the time, a line each. The text is a C2SP checkpoint, and with
/// its signature a C2SP signed note.
/// </summary>
internal sealed record Checkpoint(Guid Log, long Size, byte[] Root, byte[] Head, Instant At)
{
    private const string Origin = "practice-audit/";

    public string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"{Origin}{Log}\n{Size}\n{Convert.ToBase64String(Root)}\nhead {Convert.ToBase64String(Head)}\ntime {InstantPattern.General.Format(At)}\n");

    /// <summary>How every note of this log begins.</summary>
    public static string OriginOf(Guid log) => $"{Origin}{log}\n";

    /// <summary>Null where the text is no checkpoint.</summary>
    public static Checkpoint? Parse(string text)
    {
        if (text.Split('\n') is not [var origin, var size, var root, var head, var time, ""]
            || !origin.StartsWith(Origin, StringComparison.Ordinal) || !Guid.TryParse(origin.AsSpan(Origin.Length), out var log)
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || !head.StartsWith("head ", StringComparison.Ordinal) || !time.StartsWith("time ", StringComparison.Ordinal)
            || InstantPattern.General.Parse(time[5..]) is not { Success: true } at
            || Hash(root) is not { } rootHash || Hash(head[5..]) is not { } headHash)
        {
            return null;
        }

        return new Checkpoint(log, count, rootHash, headHash, at.Value);
    }

    private static byte[]? Hash(string base64)
    {
        var bytes = new byte[EventHash.Size + 3];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length == EventHash.Size ? bytes[..length] : null;
    }
}
