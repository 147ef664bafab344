using System.Text.RegularExpressions;

namespace PracticeCms.Workflows.Activities;

/// <summary>Puts settings into the words of a sentence.</summary>
internal static partial class Plain
{
    private const int Limit = 80;

    public static string Short(string? text)
    {
        var line = Spaces().Replace(text ?? "", " ").Trim();
        return line.Length <= Limit ? line : line.AtMost(Limit) + "…";
    }

    /// <summary>A comparison in a script, such as <c>Appointment.Status == 'Booked'</c>, as a person would say it.</summary>
    public static string Condition(string? script)
    {
        var text = Short(script).TrimEnd(';');
        text = text.Replace("===", "==", StringComparison.Ordinal).Replace("!==", "!=", StringComparison.Ordinal);
        text = text.Replace("==", "is", StringComparison.Ordinal).Replace("!=", "is not", StringComparison.Ordinal);
        text = text.Replace("&&", "and", StringComparison.Ordinal).Replace("||", "or", StringComparison.Ordinal);
        return text.Length == 0 ? "the condition holds" : Path(text);
    }

    /// <summary><c>Appointment.ServiceName</c> becomes <c>the appointment's service name</c>.</summary>
    public static string Path(string text) =>
        Member().Replace(text, m => $"the {Words(m.Groups[1].Value)}’s {Words(m.Groups[2].Value)}");

    private static string Words(string name) => Hump().Replace(name, " $1").Trim().ToLowerInvariant();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\b([A-Z][A-Za-z]+)\.([A-Z][A-Za-z]+)\b")]
    private static partial Regex Member();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Hump();
}
