using System.Globalization;
using System.Text;

namespace PracticeCms.Records.Clients;

/// <summary>Turns what is known of a client, and what a person types, into the same folded words.</summary>
internal static class SearchTerms
{
    /// <summary>Of the terms that are birth dates.</summary>
    public const string DatePattern = "____-__-__";

    /// <summary>Terms of digits that are as long as this are phone numbers or their ends, and of <see cref="PhoneEnd"/> may be; others are the practice's own numbers.</summary>
    public const int ShortestPhone = 7;
    public const int PhoneEnd = 4;

    private const int LongestTerm = 80;

    /// <summary>Lower case without diacritics: <c>Zoë Łukasik</c> is <c>zoe lukasik</c>.</summary>
    public static string Fold(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var c in text.InForm(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            _ = char.ToLowerInvariant(c) switch
            {
                'ß' => builder.Append("ss"),
                'æ' => builder.Append("ae"),
                'œ' => builder.Append("oe"),
                'ø' => builder.Append('o'),
                'ł' => builder.Append('l'),
                'đ' or 'ð' => builder.Append('d'),
                'ı' => builder.Append('i'),
                'þ' => builder.Append("th"),
                '’' or '\'' or '`' => builder,
                var lower => builder.Append(lower),
            };
        }

        return builder.ToString().Normalize(NormalizationForm.FormC).Trim();
    }

    public static string SortName(ClientKind kind, string given, string family, string organization) =>
        Fold(kind == ClientKind.Organization ? organization : $"{family} {given}");

    public static IReadOnlyCollection<string> Of(Client client)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in (string[])[client.GivenName, client.FamilyName, client.PreferredName, client.OrganizationName])
        {
            var folded = Fold(name);
            Add(terms, Words(folded));
            Add(terms, folded.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        Add(terms, [Fold(client.Number), client.Number.TrimStart([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZ-0"])]);
        if (client.Email is { } email)
        {
            Add(terms, [Fold(email)]);
        }

        Add(terms, client.Phone is { } phone ? PhoneNumber.Digits(phone) : []);
        Add(terms, client.BirthDate is { } date ? [NodaTime.Text.LocalDatePattern.Iso.Format(date)] : []);
        Add(terms, client.IdentityIndex is { } index ? [Blind(index)] : []);
        Add(terms, Client.SplitTags(client.Tags).Select(Tag));
        return terms;
    }

    /// <summary>A blind index among the terms; no word that people type begins so.</summary>
    public static string Blind(string index) => "=" + index;

    public static string Tag(string tag) => "#" + Fold(tag).Replace(' ', '-');

    /// <summary>
    /// Words that a client must all have, each as a prefix. A number typed with gaps is one word; a date counts in whichever way people
    /// of the culture write it.
    /// </summary>
    public static IReadOnlyList<string> OfQuery(string query, CultureInfo? culture = null)
    {
        var folded = Fold(query);
        if (TypedDate.Read(folded, culture ?? CultureInfo.CurrentCulture) is { } day)
        {
            return [day];
        }

        if (IsPhone(folded))
        {
            return [string.Concat(folded.Where(char.IsAsciiDigit))];
        }

        return [.. folded.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries).Select(w => w.Trim('"', '(', ')', '=')).Select(w => TypedDate.Read(w, culture ?? CultureInfo.CurrentCulture) ?? w).Where(w => w.Length > 0).Distinct().Take(6)];
    }

    // 1985-04-12 is a birth date, not a phone number.
    private static bool IsPhone(string text) =>
        text.Count(char.IsAsciiDigit) >= 4
        && text.All(c => char.IsAsciiDigit(c) || " +-()./".Contains(c, StringComparison.Ordinal))
        && !(text.Length is > 4 and < 10 && text[4] == '-');

    private static IEnumerable<string> Words(string folded) =>
        folded.Split([' ', '-', '.', '/', '&', ',', '(', ')', '"'], StringSplitOptions.RemoveEmptyEntries);

    private static void Add(HashSet<string> terms, IEnumerable<string> words)
    {
        foreach (var word in words.Where(w => w.Length > 0))
        {
            terms.Add(word.AtMost(LongestTerm));
        }
    }
}
