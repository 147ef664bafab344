namespace PracticeCms.Scheduling.Booking;

/// <summary>What clients may do by themselves.</summary>
public sealed class BookingPolicy : ICheckedSettings
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

    public Check Faults() => new Check()
        .That(MinNoticeMinutes is >= 0 and <= 43_200, nameof(MinNoticeMinutes), "Choose between 0 and 43200 minutes, which is a month.")
        .That(WindowDays is >= 1 and <= 730, nameof(WindowDays), "Choose between 1 and 730 days.")
        .That(SlotIntervalMinutes is >= 5 and <= 240, nameof(SlotIntervalMinutes), "Choose between 5 and 240 minutes.")
        .That(CancelCutOffHours is >= 0 and <= 720, nameof(CancelCutOffHours), "Choose between 0 and 720 hours, which is a month.")
        .That(PostsPerMinute is >= 0 and <= 10_000, nameof(PostsPerMinute), "Choose between 0 and 10000; 0 is no limit.")
        .That(LinkDays is >= 1 and <= 3_650, nameof(LinkDays), "Choose between 1 and 3650 days.");
}
