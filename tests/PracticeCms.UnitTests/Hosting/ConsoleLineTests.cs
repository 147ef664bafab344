using PracticeHost;
using Serilog.Events;
using Serilog.Parsing;

namespace PracticeCms.UnitTests.Hosting;

public sealed class ConsoleLineTests
{
    [Theory]
    [InlineData("Grüße 😀", "Grüße 😀")]
    [InlineData("a\r\n12:00:00 INF b", "a\\r\\n12:00:00 INF b")]
    [InlineData("\u001b[2Jgone\a", "\\u001B[2Jgone\\u0007")]
    [InlineData("\u009b2J\u2028", "\\u009B2J\\u2028")]
    [InlineData("turned\u202Efdp.exe", "turned\\u202Efdp.exe")]
    public void What_somebody_else_wrote_stays_on_its_line(string value, string printed) =>
        Assert.Equal([$"09:30:00 WRN Seen: {printed}", ""], Lines(value, exception: null));

    [Fact]
    public void An_exception_has_lines_of_its_own_which_look_like_no_other() =>
        Assert.Equal(["09:30:00 WRN Seen: x", "    System.InvalidOperationException: bad", "    12:00:00 INF \\u001B[0mAll is well", ""], Lines("x", new InvalidOperationException("bad\n12:00:00 INF \u001b[0mAll is well")));

    private static string[] Lines(string value, Exception? exception)
    {
        using var output = new StringWriter();
        new ConsoleLines().Format(
            new LogEvent(new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero), LogEventLevel.Warning, exception, new MessageTemplateParser().Parse("Seen: {Value}"), [new LogEventProperty("Value", new ScalarValue(value))]), output);
        return output.ToString().Split(Environment.NewLine);
    }
}
