using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace PracticeHost;

/// <summary>
/// One line for each message, whatever somebody else's text in it holds: what would end the line, move the cursor or turn the text around is
/// written as an escape. The lines of an exception follow, indented.
/// </summary>
internal sealed class ConsoleLines : ITextFormatter
{
    private const string Indent = "    ";
    private readonly MessageTemplateTextFormatter line = new("{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        line.Format(logEvent, text);
        WriteLine(output, text.ToString());
        foreach (var part in logEvent.Exception?.ToString().ReplaceLineEndings("\n").Split('\n') ?? [])
        {
            WriteLine(output, Indent + part);
        }
    }

    private static void WriteLine(TextWriter output, string text)
    {
        foreach (var c in text)
        {
            if (IsPlain(c))
            {
                output.Write(c);
            }
            else
            {
                output.Write(Escape(c));
            }
        }

        output.WriteLine();
    }

    private static bool IsPlain(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Escape(char c) => c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)c:X4}",
    };
}
