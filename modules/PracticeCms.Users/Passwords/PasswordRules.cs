using System.Collections.Frozen;

namespace PracticeCms.Users.Passwords;

/// <summary>Length counts, composition does not (NIST SP 800-63B); what everybody tries first is refused.</summary>
internal static class PasswordRules
{
    public const int MinLength = 8;
    public const int MaxLength = 128;
    private static readonly FrozenSet<string> Common = ReadCommon();

    /// <summary>The problem with a password, as a sentence, or null.</summary>
    /// <param name="context">Words that anyone would guess here: the practice, the product, the person.</param>
    public static string? Problem(string? password, params IEnumerable<string> context)
    {
        if (string.IsNullOrEmpty(password) || password.Length < MinLength)
        {
            return $"Use at least {MinLength} characters. A few words in a row are easy to keep in mind.";
        }

        if (password.Length > MaxLength)
        {
            return $"Use at most {MaxLength} characters.";
        }

        var plain = Plain(password);
        if (Common.Contains(plain) || Common.Contains(plain.TrimEnd(Digits)) || plain.Distinct().Count() < 3)
        {
            return "This password is among the first that anyone would try. Choose another one.";
        }

        return context.Append("practicecms").Any(word => IsNearly(plain, Plain(word)))
            ? "Do not use the name of the practice or your own as a password."
            : null;
    }

    private static readonly char[] Digits = [.. "0123456789"];

    private static bool IsNearly(string password, string word) => word.Length >= 4 && password.Replace(word, "", StringComparison.Ordinal).Length < 4;

    private static string Plain(string text) => new([.. text.ToLowerInvariant().Where(char.IsLetterOrDigit)]);

    private static FrozenSet<string> ReadCommon()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
    }
}
