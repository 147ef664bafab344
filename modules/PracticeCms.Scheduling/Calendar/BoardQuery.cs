using System.Globalization;
using NodaTime.Text;

namespace PracticeCms.Scheduling.Calendar;

public enum BoardView
{
    /// <summary>One day, a column for each practitioner.</summary>
    Day,

    /// <summary>One practitioner's week, a column for each day.</summary>
    Week,

    /// <summary>Seven days from the date, as a list.</summary>
    List,
}

/// <summary>What the board shows; all of it stands in the address, so that it can be bookmarked, sent and gone back to.</summary>
public sealed record BoardQuery(LocalDate Date, BoardView View, Guid? Practitioner, Guid? Location, bool Cancelled)
{
    public LocalDate From(CultureInfo culture) => View == BoardView.Week ? StartOfWeek(Date, culture) : Date;

    public LocalDate Until(CultureInfo culture) => View == BoardView.Day ? Date : From(culture).PlusDays(6);

    public BoardQuery Next => this with { Date = Date.PlusDays(Step) };

    public BoardQuery Previous => this with { Date = Date.PlusDays(-Step) };

    private int Step => View == BoardView.Day ? 1 : 7;

    public static BoardQuery Parse(string? date, string? view, string? practitioner, string? location, string? cancelled, LocalDate today) => new(
        LocalDatePattern.Iso.Parse(date ?? "") is { Success: true, Value.Year: >= 1900 and <= 2200 } parsed ? parsed.Value : today,
        Enum.TryParse<BoardView>(view, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : BoardView.Day,
        Guid.TryParse(practitioner, out var who) ? who : null,
        Guid.TryParse(location, out var where) ? where : null,
        cancelled is "1" or "true" or "on");

    public static BoardQuery Parse(IQueryCollection query, LocalDate today) =>
        Parse(query["date"], query["view"], query["practitioner"], query["location"], query["cancelled"], today);

    /// <summary>The board's own address, relative to the practice's base.</summary>
    public string Url => "admin/calendar?" + Parameters;

    public string Parameters => string.Join('&', Pairs().Select(p => $"{p.Name}={p.Value}"));

    public IEnumerable<(string Name, string Value)> Pairs()
    {
        yield return ("date", LocalDatePattern.Iso.Format(Date));
        if (View != BoardView.Day)
        {
            yield return ("view", View == BoardView.Week ? "week" : "list");
        }

        if (Practitioner is { } who)
        {
            yield return ("practitioner", who.ToString());
        }

        if (Location is { } where)
        {
            yield return ("location", where.ToString());
        }

        if (Cancelled)
        {
            yield return ("cancelled", "1");
        }
    }

    private static LocalDate StartOfWeek(LocalDate date, CultureInfo culture)
    {
        var first = culture.DateTimeFormat.FirstDayOfWeek;
        var back = ((int)date.DayOfWeek % 7 - (int)first + 7) % 7;
        return date.PlusDays(-back);
    }
}
