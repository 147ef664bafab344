using System.Globalization;
using NodaTime.Text;

namespace PracticeCms.Workflows.Activities;

/// <summary>Finds a value in the records of a workflow by a path such as <c>Appointment.Start</c>, in any case, with or without underscores.</summary>
internal static class RecordPath
{
    private static readonly string[] GoneStates = ["Cancelled", "NoShow", "EnteredInError"];

    /// <summary>The record is not there, or it says of itself that it does not take place.</summary>
    public static bool IsGone(IDictionary<string, object?> model, string path)
    {
        var record = Find(model, path.Split('.')[0]);
        return record is null || (record is IDictionary<string, object?> values && GoneStates.Contains(Find(values, "Status")?.ToString()));
    }

    public static Instant? Time(IDictionary<string, object?> model, string path, DateTimeZone zone)
    {
        object? value = model;
        foreach (var name in path.Split('.'))
        {
            value = value is IDictionary<string, object?> values ? Find(values, name) : null;
        }

        return value switch
        {
            Instant instant => instant,
            ZonedDateTime zoned => zoned.ToInstant(),
            OffsetDateTime offset => offset.ToInstant(),
            LocalDateTime local => zone.AtLeniently(local).ToInstant(),
            LocalDate date => zone.AtStartOfDay(date).ToInstant(),
            string text => Parse(text, zone),
            _ => null,
        };
    }

    private static object? Find(IDictionary<string, object?> values, string name) =>
        values.TryGetValue(name, out var value) ? value : values.FirstOrDefault(v => Same(v.Key, name)).Value;

    private static bool Same(string a, string b) =>
        string.Equals(a.Replace("_", "", StringComparison.Ordinal), b.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static Instant? Parse(string text, DateTimeZone zone)
    {
        if (InstantPattern.ExtendedIso.Parse(text) is { Success: true } instant)
        {
            return instant.Value;
        }

        if (LocalDatePattern.Iso.Parse(text) is { Success: true } date)
        {
            return zone.AtStartOfDay(date.Value).ToInstant();
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var any) ? Instant.FromDateTimeOffset(any) : null;
    }
}
