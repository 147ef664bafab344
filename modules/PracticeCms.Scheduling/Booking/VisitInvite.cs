using System.Text;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Booking;

/// <summary>
/// A visit as a calendar file. The uid never changes and the sequence grows, so that calendars update their entry. It says where and
/// when, never why: calendars are shared.
/// </summary>
internal sealed class VisitInvite(SchedulingDb db, ITenant tenant, ManageLink link, IClock clock)
{
    public const string ContentType = "text/calendar; charset=utf-8";

    public async Task<byte[]> MakeAsync(Appointment appointment, CancellationToken ct = default)
    {
        var location = await db.Locations.AsNoTracking().SingleAsync(l => l.Id == appointment.LocationId, ct);
        var cancelled = appointment.Status is AppointmentStatus.Cancelled or AppointmentStatus.EnteredInError;
        var calendar = new Ical.Net.Calendar { Method = cancelled ? "CANCEL" : "PUBLISH", ProductId = "-//PracticeCms//Visits//EN" };
        calendar.Events.Add(new CalendarEvent
        {
            Uid = $"{appointment.Id}@{tenant.BaseUrl.Host}",
            Sequence = appointment.Sequence,
            DtStamp = At(clock.GetCurrentInstant()),
            Start = At(appointment.Start),
            End = At(appointment.End),
            Summary = tenant.PracticeName,
            Location = location.Address.Length > 0 ? $"{location.Name}, {location.Address}" : location.Name,
            Url = link.Of(appointment),
            Status = cancelled ? "CANCELLED" : "CONFIRMED",
        });
        return Encoding.UTF8.GetBytes(new CalendarSerializer().SerializeToString(calendar) ?? "");
    }

    private static CalDateTime At(Instant instant) => new(Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds()).ToDateTimeUtc(), "UTC");
}
