using System.Globalization;

namespace PracticeCms.Ui;

/// <summary>Writes instants as people of the practice read them.</summary>
public static class Moment
{
    /// <param name="format">date, time, datetime or relative.</param>
    public static string Text(Instant instant, string format, ITenant tenant, IClock clock) => format switch
    {
        "date" => Date(instant.InZone(tenant.Zone).Date, tenant.Culture),
        "time" => instant.InZone(tenant.Zone).TimeOfDay.ToString("t", tenant.Culture),
        "relative" => Relative(instant, tenant, clock),
        _ => $"{Date(instant.InZone(tenant.Zone).Date, tenant.Culture)}, {instant.InZone(tenant.Zone).TimeOfDay.ToString("t", tenant.Culture)}",
    };

    /// <summary>A short date with the month's name, so that day and month cannot be confused.</summary>
    public static string Date(LocalDate date, CultureInfo culture) => date.ToString(MonthFirst(culture) ? "MMM d, uuuu" : "d MMM uuuu", culture);

    /// <summary>A day of the coming weeks, without its year.</summary>
    public static string Day(LocalDate date, CultureInfo culture) => $"{date.ToString("ddd", culture)}{(MonthFirst(culture) ? "," : "")} {MonthDay(date, culture)}";

    /// <summary>A day with everything written out.</summary>
    public static string LongDay(LocalDate date, CultureInfo culture) => date.ToString("D", culture);

    /// <summary>Day and month in the order of the culture, the month shortened.</summary>
    public static string MonthDay(LocalDate date, CultureInfo culture) =>
        date.ToString(culture.DateTimeFormat.MonthDayPattern.Replace("MMMM", "MMM", StringComparison.Ordinal), culture);

    private static bool MonthFirst(CultureInfo culture) => culture.DateTimeFormat.ShortDatePattern.StartsWith('M');

    private static string Relative(Instant instant, ITenant tenant, IClock clock)
    {
        var age = clock.GetCurrentInstant() - instant;
        var today = tenant.Today(clock);
        var date = instant.InZone(tenant.Zone).Date;
        var time = instant.InZone(tenant.Zone).TimeOfDay.ToString("t", tenant.Culture);
        return age switch
        {
            _ when age >= Duration.Zero && age < Duration.FromMinutes(1) => "just now",
            _ when age >= Duration.Zero && age < Duration.FromHours(1) => $"{Math.Max(1, (age.Hours * 60) + age.Minutes)} min ago",
            _ when date == today => $"today, {time}",
            _ when date == today.PlusDays(-1) => $"yesterday, {time}",
            _ when date == today.PlusDays(1) => $"tomorrow, {time}",
            _ => $"{Date(date, tenant.Culture)}, {time}",
        };
    }
}
