using System.Globalization;
using System.Text.RegularExpressions;

namespace PracticeCms.UnitTests.Architecture;

/// <summary>The table of OWASP ASVS 5.0.0 in <c>docs/security/asvs.md</c>: it is whole, and the tests that it names are there.</summary>
public sealed partial class AsvsTests
{
    private const int MostWords = 12;

    /// <summary>How many requirements of levels 1 and 2 each section has. Within a section they come first, so they are numbered from 1.</summary>
    private const string Sections = """
        1.1:2 1.2:9 1.3:11 1.4:3 1.5:2  2.1:3 2.2:3 2.3:4 2.4:1  3.2:2 3.3:4 3.4:6 3.5:5 3.7:2  4.1:3 4.2:1 4.3:2 4.4:4  5.1:1 5.2:3 5.3:2 5.4:3
        6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4  7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2  8.1:2 8.2:3 8.3:1 8.4:1  9.1:3 9.2:4
        10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3  11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1  12.1:3 12.2:2 12.3:4  13.1:1 13.2:5 13.3:2 13.4:5
        14.1:2 14.2:4 14.3:3  15.1:3 15.2:3 15.3:7  16.1:1 16.2:5 16.3:4 16.4:3 16.5:3  17.1:1 17.2:4 17.3:2
        """;

    private static readonly string[] Statuses = ["met", "met, untested", "partly", "not met", "n/a"];

    /// <summary>Each row of each table, as its cells.</summary>
    private static readonly List<string[]> Cells = [.. File.ReadLines(Path.Combine(HouseTests.Root, "docs", "security", "asvs.md"))
        .Where(l => l.StartsWith('|')).Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries))];

    private static readonly List<Row> Rows = [.. Cells.Where(c => Number().IsMatch(c[0])).Select(Row.Of)];

    [Fact]
    public void Each_requirement_of_levels_one_and_two_has_one_row_in_its_order()
    {
        Assert.Equal(
            Sections.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split(':'))
                .SelectMany(s => Enumerable.Range(1, int.Parse(s[1], CultureInfo.InvariantCulture)).Select(i => $"{s[0]}.{i}")),
            Rows.Select(r => r.Number));
        Assert.Equal((253, 70), (Rows.Count, Rows.Count(r => r.Level == "1")));
    }

    [Fact]
    public void A_row_says_what_is_asked_how_it_stands_and_where() => Assert.Empty(Rows.Where(r => !r.IsWhole).Select(r => r.Number));

    [Fact]
    public void What_is_met_names_a_test() => Assert.Empty(Rows.Where(r => r.Status == "met" && r.Tests.Count == 0).Select(r => r.Number));

    [Fact]
    public void What_is_only_read_or_not_here_names_none() => Assert.Empty(Rows.Where(r => r.Status is "met, untested" or "not met" or "n/a" && r.Tests.Count > 0).Select(r => r.Number));

    [Fact]
    public void Each_test_that_is_named_is_there()
    {
        var known = HouseTests.Sources("*Tests.cs").SelectMany(TestsOf).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(Rows.SelectMany(r => r.Tests.Where(t => !known.Contains(t)).Select(t => $"{r.Number}: {t}")));
    }

    [Fact]
    public void The_summary_counts_the_rows()
    {
        static string Line(string name, IReadOnlyCollection<Row> rows) =>
            string.Join(' ', Statuses.Select(s => rows.Count(r => r.Status == s)).Append(rows.Count).Select(n => n.ToString(CultureInfo.InvariantCulture)).Prepend(name));

        Assert.Equal(
            Rows.GroupBy(r => r.Chapter).Select(c => Line(c.Key, [.. c])).Append(Line("all", Rows)),
            Cells.Where(c => c.Length == Statuses.Length + 2 && c[^1] != "all").Where(c => c[1].All(char.IsAsciiDigit)).Select(c => string.Join(' ', c[1..].Prepend(c[0].Split(' ')[0]))));
    }

    /// <summary>Methods that are tests, as <c>Class.Method</c>.</summary>
    private static IEnumerable<string> TestsOf(string file)
    {
        var (name, isTest) = ("", false);
        foreach (var line in File.ReadLines(file).Select(l => l.Trim()))
        {
            name = Class().Match(line) is { Success: true } found ? found.Groups[1].Value : name;
            isTest |= line.StartsWith("[Fact", StringComparison.Ordinal) || line.StartsWith("[Theory", StringComparison.Ordinal);
            if (isTest && Method().Match(line) is { Success: true } method)
            {
                yield return $"{name}.{method.Groups[1].Value}";
                isTest = false;
            }
        }
    }

    private sealed record Row(string Number, string Asks, string Level, string Status, string Where, string Proof)
    {
        public string Chapter => Number.Split('.')[0];

        public IReadOnlyList<string> Tests => Proof.StartsWith('-') ? [] : [.. Proof.Split(", ").Select(t => t.Trim('`'))];

        public bool IsWhole => Asks.Length > 0 && Asks.Split(' ').Length <= MostWords && Level is "1" or "2" && Statuses.Contains(Status) && Where.Length > 0
            && (Proof.StartsWith("- ", StringComparison.Ordinal) || Tests.All(t => Name().IsMatch(t)));

        public static Row Of(string[] cells) => cells.Length == 6
            ? new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]) : throw new InvalidDataException($"Row {cells[0]} has {cells.Length} cells.");
    }

    [GeneratedRegex(@"^\d+\.\d+\.\d+$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Z]\w+\.[A-Z]\w+$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"^public [^(]*?(\w+)\(")]
    private static partial Regex Method();
}
