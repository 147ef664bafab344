using System.Text;

namespace PracticeCms.Compliance.Explorer;

/// <summary>Events in words that a privacy officer reads without a manual.</summary>
internal static class AuditWords
{
    /// <summary>Offered as filters; an address may name any other.</summary>
    public static IReadOnlyList<string> Actions { get; } =
        ["viewed", "listed", "revealed", "opened in an emergency", "created", "changed", "deleted", "erased", "exported", "signed in", "failed", "denied", "was throttled", "invited"];

    public static IReadOnlyList<string> Kinds { get; } =
        ["Client", "Note", "Document", "Appointment", "Invoice", "Payment", "StaffTask", "SignIn", "User", "UserRole", "Role", "Team", "Wall", "Restriction", "AuditLog"];

    public static string Tone(string action) => action switch
    {
        "deleted" or "failed" or "was throttled" or "denied" => "danger",
        "exported" or "printed" => "warning",
        "created" or "added" => "success",
        "changed" or "updated" => "info",
        _ => "neutral",
    };

    public static string Icon(string action) => action switch
    {
        "deleted" => "trash",
        "failed" or "was throttled" or "denied" => "x-octagon",
        "exported" => "download",
        "created" or "added" => "plus-circle",
        "changed" or "updated" => "pencil",
        "listed" => "list-ul",
        "signed in" => "box-arrow-in-right",
        "signed out" => "box-arrow-right",
        _ => "eye",
    };

    /// <summary><c>BirthDate,GivenName</c> reads as birth date, given name.</summary>
    public static string Fields(string fields) => string.Join(", ", fields.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Field));

    private static string Field(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append(' ');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
