using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>A day or week as it is drawn. Minutes are local, counted from midnight.</summary>
/// <param name="OffsetMinutes">Of the practice's zone from UTC, now.</param>
public sealed record Board(
    BoardQuery Query,
    LocalDate Today,
    LocalDate From,
    LocalDate Until,
    int FirstMinute,
    int LastMinute,
    int NowMinute,
    int OffsetMinutes,
    IReadOnlyList<BoardColumn> Columns,
    IReadOnlyList<BoardChoice> Practitioners,
    IReadOnlyList<BoardChoice> Locations)
{
    public const int RowMinutes = 5;

    public int Rows => (LastMinute - FirstMinute) / RowMinutes;

    public bool ShowsNow => NowMinute >= FirstMinute && NowMinute < LastMinute;

    /// <summary>Row of a minute, kept on the board.</summary>
    public int Row(int minute) => Math.Clamp((minute - FirstMinute) / RowMinutes, 0, Math.Max(0, Rows - 1));

    /// <summary>How many rows a stretch takes; at least one, and not past the end of the board.</summary>
    public int Height(int start, int end) => Math.Clamp((end - Math.Max(start, FirstMinute) + RowMinutes - 1) / RowMinutes, 1, Math.Max(1, Rows - Row(start)));

    public IEnumerable<BoardVisit> Visits => Columns.SelectMany(c => c.Visits);
}

public sealed record BoardColumn(
    Guid Practitioner,
    LocalDate Date,
    string Title,
    string Subtitle,
    int Colour,
    IReadOnlyList<BoardStretch> Open,
    IReadOnlyList<BoardStretch> Blocks,
    IReadOnlyList<BoardVisit> Visits);

public sealed record BoardStretch(int Start, int End, string Text);

public sealed record BoardVisit(
    Guid Id,
    long Version,
    string Client,
    string Service,
    int Colour,
    Guid Practitioner,
    string PractitionerName,
    string Room,
    LocalDate Date,
    int Start,
    int End,
    AppointmentStatus Status,
    bool IsOverbook,
    Lane Lane)
{
    public int Minutes => End - Start;

    public bool IsMovable => Status is AppointmentStatus.Booked or AppointmentStatus.Confirmed;
}

public sealed record BoardChoice(Guid Id, string Name);
