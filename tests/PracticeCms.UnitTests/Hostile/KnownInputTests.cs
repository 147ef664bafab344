using System.Text;

namespace PracticeCms.UnitTests.Hostile;

/// <summary>Inputs that once broke their reader, or took it too long: each by what is wrong with it.</summary>
public sealed class KnownInputTests : IDisposable
{
    private static readonly Dictionary<string, (string Reader, Func<byte[]> Input)> Inputs = new()
    {
        ["half a character as a step's name"] = ("recipe", () => Bytes("""{"steps":[{"name":"\ud800"}]}""")),
        ["half a character in a member's name"] = ("recipe", () => Bytes("""{"steps":[{"name":"a","\udc00":1}]}""")),
        ["a member twice, deep in a step"] = ("recipe", () => Bytes("""{"steps":[{"name":"a","x":{"y":1,"Y":2}}]}""")),
        ["a variable twice"] = ("recipe", () => Bytes("""{"variables":{"a":1,"A":2},"steps":[{"name":"b","x":"[js: variables('a')]"}]}""")),
        ["functions that are given nothing"] = ("recipe", () => Bytes("""{"steps":[{"name":"a","x":"[js: base64(null)]"},{"name":"b","x":"[js: variables(null)]"},{"name":"c","x":"[js: variables({})]"}]}""")),
        ["a thousand variables in a row"] = ("recipe", () => Bytes(Variables(1_000))),
        ["a field with more decimals than there are numbers"] = ("recipe", () => Bytes("""{"steps":[{"name":"ContentDefinition","ContentParts":[{"Name":"Client","ContentPartFieldDefinitionRecords":[{"FieldName":"NumericField","Name":"A","Settings":{"NumericFieldSettings":{"Scale":"99999999999"}}}]}]}]}""")),
        ["half a character as the name"] = ("workflow", () => Bytes("""{"Name":"\ud800","Activities":[]}""")),
        ["half a character in a member's name of a workflow"] = ("workflow", () => Bytes("""{"Name":"A","Activities":[],"x":{"\ud800":1}}""")),
        ["an id that is an object"] = ("workflow", () => Bytes("""{"Name":"A","Activities":[{"ActivityId":{},"Name":"LogTask","IsStart":true}]}""")),
        ["a wait of the least number of days"] = ("workflow", () => Bytes("""{"Name":"A","Activities":[{"ActivityId":"a","Name":"WaitUntilTask","IsStart":true,"Properties":{"OffsetDays":-2147483648}}]}""")),
        ["a schedule that nobody can read"] = ("workflow", () => Bytes("""{"Name":"A","Activities":[{"ActivityId":"a","Name":"TimerEvent","IsStart":true,"Properties":{"CronExpression":"soon"}}]}""")),
        ["ten thousand steps in a row"] = ("workflow", () => Bytes(Row(10_000))),
        ["a condition that ends too early"] = ("template", () => Bytes("{% if a and %}x{% endif %}")),
        ["a capture of two names"] = ("template", () => Bytes("{% capture a b %}x{% endcapture %}")),
        ["tags within each other"] = ("template", () => Bytes(Many("{%if a%}", 24_000))),
        ["nothing but values"] = ("template", () => Bytes(Many("{{a}}", 40_000))),
        ["a text that is added to itself"] = ("template", () => Bytes("{% assign a = 'x' %}{% for i in (1..60) %}{% assign a = a | plus: a %}{% endfor %}")),
        ["a text that is put into itself"] = ("template", () => Bytes("{% assign a = 'xx' %}{% for i in (1..60) %}{% assign a = a | replace_first: 'x', a %}{% endfor %}")),
        ["a list that is put behind itself"] = ("template", () => Bytes("{% assign a = 'x' | split: '' %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}{{ a | size }}")),
        ["two thousand million times a text"] = ("template", () => Bytes("{{ 'x' | times: 2000000000 | sort }}")),
        ["a text that is encoded again and again"] = ("template", () => Bytes($"{{{{ name{Many(" | base64_encode", 100)} }}}}")),
        ["a date as wide as a gigabyte"] = ("template", () => Bytes("{{ at | date: '%_500000000d' }}")),
        ["elements within each other"] = ("mail", () => Bytes(Many("<span>", 20_000))),
        ["an amount beyond all amounts"] = ("form", () => Bytes("79228162514264337593543950335")),
        ["an hour that overflows to a small one"] = ("form", () => Bytes("71582789:00-71582790:00")),
        ["a search for what is no character"] = ("form", () => Bytes("a\uFFFEb")),
        ["a name with what is no character"] = ("clients", () => Bytes("name,tax id\nAda\uFFFE,12-345\uFFFE\n")),
        ["a million quotes within a cell"] = ("clients", () => Bytes("name\na" + new string('"', 1_000_000))),
        ["a million columns"] = ("clients", () => Bytes("name" + new string(',', 1_000_000) + "\nAda")),
        ["a character that is parted where words are cut"] = ("clients", () => Bytes($"name\n{new string('a', 79)}{Many("\U0001F600", 5)} b")),
        ["a hundred thousand ways to open it"] = ("pdf", () => Bytes($"%PDF-1.7\n{Many("/OpenAction[", 100_000)}\n%%EOF")),
        ["a hundred thousand actions that never end"] = ("pdf", () => Bytes($"%PDF-1.7\n{Many("/OpenAction<</S/GoTo", 50_000)}>>\n%%EOF")),
        ["an export without columns"] = ("audit", () => Bytes("{\"practiceAudit\":1}\n")),
        ["a file without a hash"] = ("manifest", () => Bytes("""{"id":"Acme.Board","version":"1.0.0","assembly":"Acme.Board.dll","files":{"Acme.Board.dll":null}}""")),
        ["a file that is a folder too"] = ("package", () => HostileTargets.Zip(("x", "1"), ("x/y.dll", "2"))),
    };

    private readonly HostileTargets targets = new();

    public static TheoryData<string> Known => [.. Inputs.Keys];

    public void Dispose() => targets.Dispose();

    [Theory, MemberData(nameof(Known))]
    public async Task What_once_broke_a_reader_is_read_or_refused(string what)
    {
        var (reader, input) = Inputs[what];
        await (await targets.MakeAsync(reader)).TryAsync(input());
    }

    [Fact]
    public async Task An_export_of_the_audit_with_a_broken_line_fails_the_proof_and_not_the_program()
    {
        var target = await targets.MakeAsync("audit");
        await target.TryAsync([.. target.Samples[0], .. "{\"sequence\":7,\n"u8]);
    }

    [Theory, InlineData("keys/\0"), InlineData("../keys/a"), InlineData("keys/../../a"), InlineData("")]
    public async Task A_part_of_a_backup_that_belongs_nowhere_is_refused(string part)
    {
        var target = await targets.MakeAsync("parts");
        var backup = await HostileTargets.WritePartsAsync((part, [1]));
        await Assert.ThrowsAsync<InvalidDataException>(() => target.ReadAsync(backup));
    }

    [Theory, InlineData("null"), InlineData("{}"), InlineData("[]")]
    public async Task A_backup_that_says_nothing_of_itself_is_refused(string about) =>
        await (await targets.MakeAsync("parts")).TryAsync(await HostileTargets.WritePartsAsync(("about.json", Bytes(about)), ("manifest.json", Bytes(about))));

    private static string Variables(int count)
    {
        var variables = Enumerable.Range(0, count).Select(i => $"\"v{i}\":\"[js: variables('v{i + 1}')]\"");
        return "{\"variables\":{" + string.Join(',', variables) + "},\"steps\":[{\"name\":\"a\",\"x\":\"[js: variables('v0')]\"}]}";
    }

    private static string Row(int steps)
    {
        var activities = Enumerable.Range(0, steps).Select(i => $$"""{"ActivityId":"{{i}}","Name":"Nothing"}""");
        var transitions = Enumerable.Range(1, steps - 1).Select(i => $$"""{"SourceActivityId":"{{i - 1}}","SourceOutcomeName":"Done","DestinationActivityId":"{{i}}"}""");
        return $$"""{"Name":"A","Activities":[{{string.Join(',', activities)}}],"Transitions":[{{string.Join(',', transitions)}}]}""";
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Many(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
