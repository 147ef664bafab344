namespace PracticeCms.Scheduling.Booking;

/// <summary>What clients may do by themselves.</summary>
public sealed class BookingPolicy
{
    /// <summary>A visit is booked at least this long before it begins.</summary>
    public int MinNoticeMinutes { get; set; } = 120;

    /// <summary>A visit is booked at most this many days ahead.</summary>
    public int WindowDays { get; set; } = 60;

    /// <summary>Minutes between two times that are offered.</summary>
    public int SlotIntervalMinutes { get; set; } = 15;

    /// <summary>Later than this before a visit, a client cannot move or cancel it and is asked to call.</summary>
    public int CancelCutOffHours { get; set; } = 24;

    /// <summary>Bookings and changes that one address may send in a minute; 0 for no limit.</summary>
    public int PostsPerMinute { get; set; } = 30;

    /// <summary>Days after a visit's end until the client's link to it ends.</summary>
    public int LinkDays { get; set; } = 90;
}
