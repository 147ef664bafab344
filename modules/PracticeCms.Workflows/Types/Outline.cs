namespace PracticeCms.Workflows.Types;

/// <param name="Depth">Branches stand one step further in.</param>
/// <param name="Outcome">By which outcome of the line above it is reached, where that has several.</param>
/// <param name="GoesTo">Set where the branch joins a line that stands elsewhere.</param>
internal sealed record OutlineLine(int Depth, int Number, string ActivityId, string Sentence, string Outcome, bool IsStart, int? GoesTo);

/// <summary>A type as a vertical list of sentences: what a screen reader, a phone and a printed page show.</summary>
internal static class Outline
{
    private const int SummarySteps = 4;

    public static IReadOnlyList<OutlineLine> Lines(WorkflowGraph graph, Func<ActivityNode, string> sentence)
    {
        var lines = new List<OutlineLine>();
        var numbers = new Dictionary<string, int>();
        var open = new Stack<(ActivityNode Node, int Depth, string Outcome)>();
        var starts = graph.Starts.ToList();
        foreach (var start in starts.Count > 0 ? starts : graph.Activities.Take(1))
        {
            Follow(start, "");
        }

        foreach (var lost in graph.Activities.Where(a => !numbers.ContainsKey(a.Id)).ToList())
        {
            if (!numbers.ContainsKey(lost.Id))
            {
                Follow(lost, "Never reached");
            }
        }

        return lines;

        // One step after the other, and not each from within the one before: a type may have thousands.
        void Follow(ActivityNode first, string outcome)
        {
            open.Push((first, 0, outcome));
            while (open.TryPop(out var step))
            {
                Add(step.Node, step.Depth, step.Outcome);
            }
        }

        void Add(ActivityNode node, int depth, string outcome)
        {
            if (numbers.TryGetValue(node.Id, out var before))
            {
                lines.Add(new OutlineLine(depth, 0, node.Id, sentence(node), outcome, false, before));
                return;
            }

            numbers[node.Id] = numbers.Count + 1;
            lines.Add(new OutlineLine(depth, numbers[node.Id], node.Id, sentence(node), outcome, node.IsStart, null));
            var next = graph.From(node.Id).ToList();
            var branches = next.Select(t => t.Outcome).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1 || next.Count > 1;
            for (var i = next.Count - 1; i >= 0; i--)
            {
                var isBranch = branches || next[i].Outcome != "Done";
                open.Push((graph.Find(next[i].Destination)!, isBranch ? depth + 1 : depth, isBranch ? next[i].Outcome : ""));
            }
        }
    }

    /// <summary>The first few steps in one sentence.</summary>
    public static string Summary(WorkflowGraph graph, Func<ActivityNode, string> sentence)
    {
        var lines = Lines(graph, sentence).Where(l => l is { GoesTo: null, Outcome: not "Never reached" }).ToList();
        if (lines.Count == 0)
        {
            return "Does nothing yet.";
        }

        var steps = lines.Skip(1).Take(SummarySteps).Select(l => Words(l.Sentence)).ToList();
        var more = lines.Count - 1 > SummarySteps ? " …" : ".";
        return steps.Count == 0 ? lines[0].Sentence + "." : $"{lines[0].Sentence}: {string.Join(", then ", steps)}{more}";
    }

    // A title that asks is a step that checks.
    private static string Words(string sentence) => sentence.EndsWith('?') ? $"check “{Lower(sentence)}”" : Lower(sentence);

    private static string Lower(string sentence) => sentence.Length > 1 && char.IsLower(sentence[1]) ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;
}
