namespace PracticeCms.Scheduling.Availability;

/// <summary>One person or thing whose time is asked for: when it is open, and its claims sorted by start.</summary>
internal sealed record Candidate(Guid Id, IReadOnlyList<(long Start, long End)> Open, IReadOnlyList<Span> Busy, DateTimeZone Zone);

/// <summary>What is wanted, in minutes.</summary>
/// <param name="Interval">Starts are offered on local wall-clock minutes that are multiples of this.</param>
/// <param name="Earliest">UTC minute; from the minimum notice.</param>
/// <param name="Latest">UTC minute of the last start; from the booking window.</param>
internal sealed record SlotRequest(int Duration, int Before, int After, int Interval, long Earliest, long Latest);

internal readonly record struct Slot(long Start, Guid ResourceId);

/// <summary>
/// Finds the starts that can be booked. Pure and in integers: one sorted pass over open stretches and claims for each candidate. The
/// display and the check at booking use this one function.
/// </summary>
internal static class SlotFinder
{
    /// <param name="rooms">Null where no room is needed; else a start needs one of them free.</param>
    public static List<Slot> Find(SlotRequest request, IEnumerable<Candidate> practitioners, IReadOnlyList<Candidate>? rooms = null)
    {
        var slots = new List<Slot>();
        foreach (var candidate in practitioners)
        {
            FindFor(request, candidate, rooms, slots);
        }

        return slots;
    }

    private static void FindFor(SlotRequest request, Candidate candidate, IReadOnlyList<Candidate>? rooms, List<Slot> slots)
    {
        var next = 0;
        var notBefore = long.MinValue;
        foreach (var (open, close) in candidate.Open)
        {
            var cursor = Math.Max(open, request.Earliest);
            while (cursor + request.Duration <= close && cursor <= request.Latest)
            {
                // Everything that begins at or before the cursor pushes it behind its end.
                while (next < candidate.Busy.Count && candidate.Busy[next].Start <= cursor)
                {
                    notBefore = Math.Max(notBefore, Behind(candidate.Busy[next++], request.Before));
                }

                if (notBefore > cursor)
                {
                    cursor = notBefore;
                    continue;
                }

                var limit = Math.Min(close, Math.Min(request.Latest + request.Duration, Ahead(candidate.Busy, next, request)));
                Emit(request, candidate, cursor, limit, rooms, slots);
                if (next >= candidate.Busy.Count || candidate.Busy[next].Start >= close)
                {
                    break;
                }

                notBefore = Math.Max(notBefore, Behind(candidate.Busy[next], request.Before));
                cursor = Math.Max(candidate.Busy[next].Start, cursor);
                next++;
                cursor = Math.Max(cursor, notBefore);
            }
        }
    }

    private static long Behind(Span busy, int before) => busy.End + Math.Max(busy.Trail, before);

    /// <summary>The latest end before the next claim; later claims may want a longer lead, so the few behind it are asked too.</summary>
    private static long Ahead(IReadOnlyList<Span> busy, int next, SlotRequest request)
    {
        var limit = long.MaxValue;
        for (var i = next; i < busy.Count && busy[i].Start - MaxLead < limit; i++)
        {
            limit = Math.Min(limit, busy[i].Start - Math.Max(request.After, busy[i].Lead));
        }

        return limit;
    }

    /// <summary>Longest buffer that a service may have.</summary>
    public const int MaxLead = 240;

    private static void Emit(SlotRequest request, Candidate candidate, long from, long limit, IReadOnlyList<Candidate>? rooms, List<Slot> slots)
    {
        var at = from;
        while (at + request.Duration <= limit)
        {
            var (offset, until) = ZoneMinutes.OffsetAt(candidate.Zone, at);
            at += Modulo(-(at + offset), request.Interval);
            for (; at < until && at + request.Duration <= limit; at += request.Interval)
            {
                if (rooms is null || AnyFree(rooms, at, request))
                {
                    slots.Add(new Slot(at, candidate.Id));
                }
            }

            at = Math.Max(at, Math.Min(until, limit));
        }
    }

    private static bool AnyFree(IReadOnlyList<Candidate> rooms, long at, SlotRequest request)
    {
        var wanted = new Span(at, at + request.Duration, request.Before, request.After);
        foreach (var room in rooms)
        {
            if (IsFree(room.Busy, wanted))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether nothing in the sorted list collides with the span.</summary>
    public static bool IsFree(IReadOnlyList<Span> busy, Span wanted)
    {
        var (low, high) = (0, busy.Count);
        var reach = wanted.Start - (24 * 60) - MaxLead;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = busy[middle].Start < reach ? (middle + 1, high) : (low, middle);
        }

        for (var i = low; i < busy.Count && busy[i].Start < wanted.End + MaxLead; i++)
        {
            if (wanted.CollidesWith(busy[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static long Modulo(long value, long by) => ((value % by) + by) % by;
}
