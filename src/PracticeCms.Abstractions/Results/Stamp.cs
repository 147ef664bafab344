using System.Security.Cryptography;
using System.Text.Json;

namespace PracticeCms;

/// <summary>
/// A mark of what a form showed, for documents without a version of their own: saved only where nothing changed since, so that two
/// people who edit one page do not undo each other.
/// </summary>
public static class Stamp
{
    public static string Of<T>(T shown) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(shown)))[..16];

    /// <summary>The conflict, or null. A form without a stamp, such as a program's, overwrites.</summary>
    public static Problem? Check<T>(string? seen, T now) =>
        string.IsNullOrEmpty(seen) || seen == Of(now)
            ? null
            : Problem.Conflict("stale", "Somebody else saved this page after you opened it. What you typed is still here: save once more to replace their change, or reload to see it.");

    /// <summary>The stamp that the form carries on: the present one after a conflict was shown, else the one it came with.</summary>
    public static string Next<T>(string? seen, T now, Problem? problem) => string.IsNullOrEmpty(seen) || problem?.Code == "stale" ? Of(now) : seen;
}
