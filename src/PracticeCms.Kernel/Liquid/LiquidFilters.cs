using System.Collections;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using DotLiquid;

namespace PracticeCms.Kernel.Liquid;

/// <summary>Filters of ours, and bounded versions of those with which a short template could make a long text.</summary>
internal static partial class LiquidFilters
{
    private const int MaxItems = 10_000;
    private const int MaxFormat = 100;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string EncodeHtml(string text) => Encoder.Encode(text);

    /// <summary>Writes the value without encoding; for HTML that the product itself made.</summary>
    public static object? Raw(object? input) => input is null ? null : LiquidState.Current.Safe(Text(input));

    public static object? Escape(object? input) => input is null ? null : LiquidState.Current.Safe(Bounded(EncodeHtml(Text(input))));

    public static object? H(object? input) => Escape(input);

    public static object? EscapeOnce(object? input) =>
        input is null ? null : LiquidState.Current.Safe(Bounded(EncodeHtml(WebUtility.HtmlDecode(Text(input)))));

    public static object? NewlineToBr(object? input) => input is null
        ? null
        : LiquidState.Current.Safe(Bounded(string.Join("<br>\n", Text(input).ReplaceLineEndings("\n").Split('\n').Select(EncodeHtml))));

    public static string? UrlEncode(object? input) => input is null ? null : Bounded(WebUtility.UrlEncode(Text(input)));

    public static string? Base64Encode(object? input) => Bounded(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(input))));

    public static string? Base64UrlSafeEncode(object? input) => Base64Encode(input)?.Replace('+', '-').Replace('/', '_');

    /// <summary>Adds numbers, and puts something behind a text.</summary>
    public static object? Plus(Context context, object? input, object? operand) => input is string ? Append(input, operand) : StandardFilters.Plus(context, input, operand);

    /// <summary>Multiplies numbers, and repeats a text.</summary>
    public static object? Times(Context context, object? input, object? operand) => input is string text ? Repeated(text, operand) : StandardFilters.Times(context, input, operand);

    public static string? Append(object? input, object? text) => Bounded(Text(input) + Text(text));

    public static string? Prepend(object? input, object? text) => Bounded(Text(text) + Text(input));

    public static string? Replace(object? input, object? search, object? replacement = null)
    {
        var text = Text(input);
        var what = Text(search);
        var with = Text(replacement);
        if (what.Length == 0)
        {
            return text;
        }

        // Counted first, because the result might not fit into memory.
        var parts = text.Split(what);
        return text.Length + ((parts.Length - 1L) * with.Length) <= LimitedWriter.MaxLength ? string.Join(with, parts) : Bounded((string?)null);
    }

    public static string? ReplaceFirst(object? input, object? search, object? replacement = null)
    {
        var text = Text(input);
        var what = Text(search);
        var at = what.Length == 0 ? -1 : text.IndexOf(what, StringComparison.Ordinal);
        return at < 0 ? text : Bounded(text[..at] + Text(replacement) + text[(at + what.Length)..]);
    }

    public static string? TruncateWords(object? input, int words = 15, string? ellipsis = "...") => Bounded(StandardFilters.TruncateWords(Text(input), words, ellipsis));

    /// <summary>The library's own only promises to put lists together, and a list of a hundred promises is without end.</summary>
    public static object? Concat(object? input, object? more)
    {
        List<object?> items = [.. Items(input).Concat(Items(more)).Take(MaxItems + 1)];
        return Bounded(items);
    }

    public static object? Split(object? input, string? pattern)
    {
        var text = Text(input);
        LiquidState.Current.Spend(text.Length);
        List<object?> parts = string.IsNullOrWhiteSpace(text) ? [text]
            : string.IsNullOrEmpty(pattern) ? [.. text.Take(MaxItems + 1).Select(c => new string(c, 1))]
            : [.. text.Split(pattern, MaxItems + 1, StringSplitOptions.RemoveEmptyEntries)];
        return Bounded(parts);
    }

    public static string? Join(object? input, string glue = " ") => input is IEnumerable list and not string ? Joined(list, glue) : Text(input);

    /// <summary>Money as people write it. A whole number is minor units, a decimal is an amount; both are in the practice's currency.</summary>
    public static string? Money(object? input, string? currency = null)
    {
        var state = LiquidState.Current;
        var unit = currency is null ? state.Currency : Currency.Of(currency);
        return input switch
        {
            null => null,
            Money money => money.Format(state.Culture),
            int or long => new Money(Convert.ToInt64(input, CultureInfo.InvariantCulture), unit).Format(state.Culture),
            decimal amount => PracticeCms.Money.Round(amount, unit).Format(state.Culture),
            _ => Text(input),
        };
    }

    /// <summary>A date in the practice's zone: <c>long</c> (default), <c>short</c>, <c>weekday</c>, <c>month</c>, <c>iso</c>, strftime or .NET.</summary>
    public static string? Date(Context context, object? input, string? format = null) => Date(input, format, null);

    public static string? Date(object? input, string? format, string? zone) => Format(input, zone, format switch
    {
        null or "" or "long" => "D",
        "short" => "d",
        "weekday" => "dddd",
        "month" => "Y",
        "iso" => "yyyy-MM-dd",
        _ => format,
    });

    public static string? Time(object? input, string? zone = null) => Format(input, zone, "t");

    public static string? Datetime(object? input, string? zone = null) =>
        input is null ? null : $"{Format(input, zone, "D")}, {Format(input, zone, "t")}";

    public static string Word(string input) => LiquidState.Current.Words[input];

    public static string Words(string input) => LiquidState.Current.Words.Plural(input);

    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        Money money => money.Format(LiquidState.Current.Culture),
        Instant or LocalDateTime => Datetime(value) ?? "",
        LocalDate => Format(value, null, "D") ?? "",
        LocalTime => Format(value, null, "t") ?? "",
        IFormattable number => number.ToString(null, LiquidState.Current.Culture),
        IEnumerable list => Joined(list, ""),
        _ => value.ToString() ?? "",
    };

    private static string? Format(object? input, string? zone, string format)
    {
        var state = LiquidState.Current;
        var at = zone is { Length: > 0 } ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? state.Zone : state.Zone;
        DateTime? value = input switch
        {
            Instant instant => instant.InZone(at).ToDateTimeUnspecified(),
            LocalDateTime local => local.ToDateTimeUnspecified(),
            LocalDate date => date.ToDateTimeUnspecified(),
            LocalTime time => (new LocalDate(2000, 1, 1) + time).ToDateTimeUnspecified(),
            string text when NodaTime.Text.InstantPattern.ExtendedIso.Parse(text) is { Success: true } i => i.Value.InZone(at).ToDateTimeUnspecified(),
            string text when NodaTime.Text.LocalDatePattern.Iso.Parse(text) is { Success: true } d => d.Value.ToDateTimeUnspecified(),
            _ => null,
        };
        return value is not { } found ? (input is null ? null : Text(input)) : Written(found, format, state.Culture);
    }

    // A field is filled up to its width, and %_500000000d is a gigabyte.
    private static string Written(DateTime at, string format, CultureInfo culture)
    {
        if (format.Length > MaxFormat || WideField().IsMatch(format))
        {
            throw new TemplateException("", $"The format of a date has at most {MaxFormat} characters and no field wider than 99.");
        }

        return format.Contains('%', StringComparison.Ordinal) ? DotLiquid.Util.StrFTime.ToStrFTime(at, format, culture) : at.ToString(format, culture);
    }

    private static IEnumerable<object?> Items(object? value) => value switch
    {
        null => [],
        IEnumerable list and not string => list.Cast<object?>(),
        _ => [value],
    };

    private static string Repeated(string text, object? operand)
    {
        var times = text.Length == 0 ? 0 : Math.Max(0, Convert.ToInt32(operand, CultureInfo.InvariantCulture));
        return (long)text.Length * times <= LimitedWriter.MaxLength ? string.Concat(Enumerable.Repeat(text, times)) : Bounded((string?)null);
    }

    // Bounded on the way: a list of ten thousand may hold one long text ten thousand times.
    private static string Joined(IEnumerable list, string glue)
    {
        var text = new StringBuilder();
        var isFirst = true;
        foreach (var item in list.Cast<object?>().Take(MaxItems))
        {
            text.Append(isFirst ? "" : glue).Append(Text(item));
            isFirst = false;
            if (text.Length > LimitedWriter.MaxLength)
            {
                return Bounded((string?)null);
            }
        }

        return Bounded(text.ToString());
    }

    private static List<object?> Bounded(List<object?> items)
    {
        LiquidState.Current.Spend(items.Count);
        return items.Count <= MaxItems ? items : throw new TemplateException("", $"A list grew longer than {MaxItems:N0} items.");
    }

    private static string Bounded(string? text)
    {
        LiquidState.Current.Spend(text?.Length ?? 0);
        return text is { Length: <= LimitedWriter.MaxLength } ? text : throw new TemplateException("", $"A text grew longer than {LimitedWriter.MaxLength:N0} characters.");
    }

    [GeneratedRegex("%[-_0^:#]*[1-9][0-9]{2}", RegexOptions.CultureInvariant)]
    private static partial Regex WideField();
}
