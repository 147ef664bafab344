using System.Collections.Frozen;

namespace PracticeCms.Users.Passwords;

/// <summary>Length counts, composition does not (NIST SP 800-63B); what everybody tries first is refused.</summary>
internal static class PasswordRules
{
    /// <summary>Beside a second factor; alone a password needs <see cref="MinLengthAlone"/> (NIST SP 800-63B-4, 3.1.1.2).</summary>
    public const int MinLength = 8;
    public const int MinLengthAlone = 15;
    public const int MaxLength = 128;
    private static readonly FrozenSet<string> Common = ReadCommon();

    /// <summary>The problem with a password, as a sentence, or null.</summary>
    /// <param name="context">Words that anyone would guess here: the practice, the product, the person.</param>
    public static string? Problem(string? password, int minLength, params IEnumerable<string> context)
    {
        if (string.IsNullOrEmpty(password) || password.Length < minLength)
        {
            return $"Use at least {minLength} characters. A few words in a row are easy to keep in mind.";
        }

        if (password.Length > MaxLength)
        {
            return $"Use at most {MaxLength} characters.";
        }

        var plain = Plain(password);
        if (IsCommon(plain) || plain.Distinct().Count() < 3)
        {
            return "This password is among the first that anyone would try. Choose another one.";
        }

        return context.Append("practicecms").Any(word => IsNearly(plain, Plain(word)))
            ? "Do not use the name of the practice or your own as a password."
            : null;
    }

    private static readonly char[] Digits = [.. "0123456789"];

    /// <summary>A word of the list as it stands, with digits around it, with digits for letters, or twice in a row.</summary>
    private static bool IsCommon(string plain)
    {
        var bare = plain.Trim(Digits);
        var half = plain.Length % 2 == 0 && plain[..(plain.Length / 2)] == plain[(plain.Length / 2)..] ? plain[..(plain.Length / 2)] : plain;
        return ((string[])[plain, bare, half, half.Trim(Digits), Letters(plain), Letters(plain.TrimEnd(Digits)), Letters(bare)]).Any(Common.Contains);
    }

    private static string Letters(string text) =>
        text.Replace('0', 'o').Replace('1', 'i').Replace('3', 'e').Replace('4', 'a').Replace('5', 's').Replace('7', 't').Replace('8', 'b').Replace('9', 'g');

    private static bool IsNearly(string password, string word) => word.Length >= 4 && password.Replace(word, "", StringComparison.Ordinal).Length < 4;

    private static string Plain(string text) => new([.. text.ToLowerInvariant().Where(char.IsLetterOrDigit)]);

    private static FrozenSet<string> ReadCommon()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
    }
}
