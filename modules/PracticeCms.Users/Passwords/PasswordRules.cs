namespace PracticeCms.Users.Passwords;

/// <summary>Length counts, composition does not (NIST SP 800-63B); what everybody tries first is refused.</summary>
internal static class PasswordRules
{
    /// <summary>Beside a second factor; alone a password needs <see cref="MinLengthAlone"/> (NIST SP 800-63B-4, 3.1.1.2).</summary>
    public const int MinLength = 8;
    public const int MinLengthAlone = 15;
    public const int MaxLength = 128;

    /// <summary>None of the 3,000 most common passwords has as many bits by zxcvbn's count.</summary>
    private const double LeastBits = 18;

    /// <summary>Guessing takes longer with the square of the length, and nothing as long is in a list.</summary>
    private const int LongestGuessed = 40;

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
        if (IsGuessed(plain) || plain.Distinct().Count() < 3)
        {
            return "This password is among the first that anyone would try. Choose another one.";
        }

        return context.Append("practicecms").Any(word => IsNearly(plain, Plain(word)))
            ? "Do not use the name of the practice or your own as a password."
            : null;
    }

    private static readonly char[] Digits = [.. "0123456789"];

    /// <summary>
    /// What zxcvbn guesses at once, or one thing that it knows and nothing else: a password seen in breaches, a name or a word, a run on the keyboard, a date; as it stands, with digits
    /// around it or for letters, or twice in a row.
    /// </summary>
    private static bool IsGuessed(string plain)
    {
        if (plain.Length > LongestGuessed)
        {
            return false;
        }

        var half = plain.Length % 2 == 0 && plain[..(plain.Length / 2)] == plain[(plain.Length / 2)..] ? plain[..(plain.Length / 2)] : plain;
        return Zxcvbn.Zxcvbn.MatchPassword(plain).Entropy < LeastBits || ((string[])[plain, plain.Trim(Digits), half, half.Trim(Digits)]).Distinct().Any(IsOneThing);
    }

    private static bool IsOneThing(string text) =>
        text.Length > 3 && Zxcvbn.Zxcvbn.MatchPassword(text).MatchSequence is { Count: 1 } all && all[0].Pattern != "bruteforce";

    private static bool IsNearly(string password, string word) => word.Length >= 4 && password.Replace(word, "", StringComparison.Ordinal).Length < 4;

    private static string Plain(string text) => new([.. text.ToLowerInvariant().Where(char.IsLetterOrDigit)]);
}
