using System.Globalization;
using NodaTime.Text;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>Turns what people write on a clock into instants, in the zone of the place where the visit happens.</summary>
internal sealed class WallTimes(SchedulingDb db, ITenant tenant)
{
    private static readonly LocalDateTimePattern Minutes = LocalDateTimePattern.Create("uuuu'-'MM'-'dd'T'HH':'mm", CultureInfo.InvariantCulture);
    private static readonly LocalTimePattern Clock = LocalTimePattern.Create("HH':'mm", CultureInfo.InvariantCulture);

    public static LocalDateTime? DateTime(string? text) => Minutes.Parse(text ?? "") is { Success: true } parsed ? parsed.Value : null;

    public static LocalTime? Time(string? text) => Clock.Parse(text ?? "") is { Success: true } parsed ? parsed.Value : null;

    public static string Text(LocalDateTime moment) => Minutes.Format(moment);

    /// <summary>A time that the clocks leave out becomes the next that they show.</summary>
    public static Instant At(string zone, LocalDateTime wall) => (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc).AtLeniently(wall).ToInstant();

    public async Task<Instant> OfPractitionerAsync(Guid practitioner, LocalDateTime wall, CancellationToken ct)
    {
        var zone = await db.Resources.Where(r => r.Id == practitioner).Join(db.Locations, r => r.LocationId, l => l.Id, (_, l) => l.Zone).FirstOrDefaultAsync(ct);
        return At(zone ?? tenant.Zone.Id, wall);
    }
}
