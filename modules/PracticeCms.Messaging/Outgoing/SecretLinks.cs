using System.Text.RegularExpressions;

namespace PracticeCms.Messaging.Outgoing;

/// <summary>The link to a visit acts as the client, so staff read it nowhere: what they are shown of a mail has it without its token.</summary>
internal static partial class SecretLinks
{
    public static string Without(string text) => VisitLink().Replace(text, "/visit/...");

    /// <summary>Of a calendar file too, whose long lines are broken anywhere, within a link as well (RFC 5545, 3.1).</summary>
    public static string WithoutInFile(string contentType, string text) => Without(IsCalendar(contentType) ? Fold().Replace(text, "") : text);

    public static bool IsText(string contentType) => contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase);

    private static bool IsCalendar(string contentType) => contentType.StartsWith("text/calendar", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("/visit/[A-Za-z0-9_-]{20,}", RegexOptions.None, 2000)]
    private static partial Regex VisitLink();

    [GeneratedRegex(@"\r?\n[ \t]", RegexOptions.None, 2000)]
    private static partial Regex Fold();
}
