namespace PracticeCms.Scheduling.Calendar;

/// <summary>Which of how many side-by-side lanes a visit takes.</summary>
public readonly record struct Lane(int Index, int Count);

/// <summary>
/// Puts visits that overlap beside each other. Those that touch a chain of overlaps share its number of lanes, so that all of them are
/// equally wide; a visit that overlaps nothing has the whole width.
/// </summary>
internal static class LaneLayout
{
    /// <summary>More lanes than this are too narrow to read; what is left over shares the last.</summary>
    public const int MaxLanes = 6;

    /// <param name="spans">Half-open, in minutes.</param>
    /// <returns>A lane per span, in the order given.</returns>
    public static IReadOnlyList<Lane> Arrange(IReadOnlyList<(int Start, int End)> spans)
    {
        var lanes = new Lane[spans.Count];
        var order = Enumerable.Range(0, spans.Count).OrderBy(i => spans[i].Start).ThenByDescending(i => spans[i].End).ThenBy(i => i);
        var chain = new List<(int Span, int Lane)>();
        var ends = new List<int>();
        var chainEnd = int.MinValue;
        foreach (var i in order)
        {
            var (start, end) = (spans[i].Start, Math.Max(spans[i].End, spans[i].Start + 1));
            if (start >= chainEnd)
            {
                Close(chain, ends, lanes);
            }

            chain.Add((i, Place(ends, start, end)));
            chainEnd = chain.Count == 1 ? end : Math.Max(chainEnd, end);
        }

        Close(chain, ends, lanes);
        return lanes;
    }

    private static int Place(List<int> ends, int start, int end)
    {
        var free = ends.FindIndex(e => e <= start);
        if (free >= 0)
        {
            ends[free] = end;
            return free;
        }

        if (ends.Count == MaxLanes)
        {
            ends[^1] = Math.Max(ends[^1], end);
            return MaxLanes - 1;
        }

        ends.Add(end);
        return ends.Count - 1;
    }

    private static void Close(List<(int Span, int Lane)> chain, List<int> ends, Lane[] lanes)
    {
        foreach (var (span, lane) in chain)
        {
            lanes[span] = new Lane(lane, ends.Count);
        }

        chain.Clear();
        ends.Clear();
    }
}
