using System.Collections.Concurrent;
using PhoneNumbers;

namespace PracticeCms.Records.Clients;

/// <summary>Stored as E.164, shown as people of the practice's country write it.</summary>
internal static class PhoneNumber
{
    private const int MostShown = 20_000;

    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

    // The library matches a number against its country's patterns each time; a list shows the same ones again and again.
    private static readonly ConcurrentDictionary<(string E164, string Region), string> Shown = new();

    /// <summary>Null where the text is no possible number in the region.</summary>
    public static string? Normalize(string text, string region)
    {
        try
        {
            var number = Util.Parse(text, region);
            return Util.IsPossibleNumber(number) ? Util.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    public static string Display(string? e164, string region)
    {
        if (string.IsNullOrEmpty(e164))
        {
            return "";
        }

        if (Shown.Count > MostShown)
        {
            Shown.Clear();
        }

        return Shown.GetOrAdd((e164, region), static n => Written(n.E164, n.Region));
    }

    private static string Written(string e164, string region)
    {
        try
        {
            var number = Util.Parse(e164, region);
            var own = Util.GetCountryCodeForRegion(region) == number.CountryCode;
            return Util.Format(number, own ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL);
        }
        catch (NumberParseException)
        {
            return e164;
        }
    }

    private const int LocalDigits = 7;
    private const int LastDigits = 4;

    /// <summary>
    /// The digits that people type when they look a number up: with the country's code, without it, as dialled within the country
    /// (020 7946 0999), or its end alone.
    /// </summary>
    public static IEnumerable<string> Digits(string e164)
    {
        var digits = e164.TrimStart('+');
        yield return digits;
        if (Parse(e164) is { } number)
        {
            yield return Util.GetNationalSignificantNumber(number);
            yield return string.Concat(Util.Format(number, PhoneNumberFormat.NATIONAL).Where(char.IsAsciiDigit));
        }

        foreach (var length in (int[])[LocalDigits, LastDigits])
        {
            if (digits.Length > length)
            {
                yield return digits[^length..];
            }
        }
    }

    private static PhoneNumbers.PhoneNumber? Parse(string e164)
    {
        try
        {
            return Util.Parse(e164, null);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
