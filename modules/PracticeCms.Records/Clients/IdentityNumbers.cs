namespace PracticeCms.Records.Clients;

/// <summary>
/// The number by which the world knows a client: insurance, tax, social security. It is found as a whole, by its blind index; the number itself is in
/// no index and in no column.
/// </summary>
internal sealed class IdentityNumbers(IBlindIndex index)
{
    public const int Longest = 60;
    private const int Shortest = 5;
    private const string Separators = " -./";

    /// <summary>Letters and digits, in upper case: 12-34 a is 1234A.</summary>
    public static string Normalize(string number) =>
        string.Concat(number.InForm(System.Text.NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToUpperInvariant();

    public static bool IsValid(string number) =>
        number.Length <= Longest && Normalize(number).Length >= Shortest && number.All(c => char.IsLetterOrDigit(c) || Separators.Contains(c, StringComparison.Ordinal));

    public string IndexOf(string number) => index.Of(nameof(Client.IdentityNumber), Normalize(number));

    /// <summary>The search term of a query that may be such a number; null for one that cannot be.</summary>
    public string? TermOf(string? query) => query is not null && IsValid(query.Trim()) && query.Any(char.IsDigit) ? SearchTerms.Blind(IndexOf(query)) : null;
}
