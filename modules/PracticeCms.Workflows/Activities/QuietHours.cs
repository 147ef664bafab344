namespace PracticeCms.Workflows.Activities;

/// <summary>Nobody wants a reminder at night: what falls between eight in the evening and eight in the morning moves to the evening before.</summary>
internal static class QuietHours
{
    public static readonly LocalTime Evening = new(20, 0);
    public static readonly LocalTime Morning = new(8, 0);

    /// <summary>The same instant by day; else the last moment before the quiet hours began, so that a reminder never comes too late.</summary>
    public static Instant MoveEarlier(Instant due, DateTimeZone zone)
    {
        var local = due.InZone(zone).LocalDateTime;
        if (local.TimeOfDay >= Morning && local.TimeOfDay < Evening)
        {
            return due;
        }

        var date = local.TimeOfDay < Morning ? local.Date.PlusDays(-1) : local.Date;
        return zone.AtLeniently(date + Evening.PlusMinutes(-1)).ToInstant();
    }
}
