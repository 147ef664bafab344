using System.Data.Common;
using System.Globalization;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// An event as texts, the same from either database: ids in lower case, the time in hundreds of nanoseconds since 1970. What somebody has
/// made unreadable stays as it stands, and fails the proof instead of the program.
/// </summary>
internal static class EventRow
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        "id", "at", "actor_kind", "user_id", "actor_name", "roles", "session_id", "action", "kind", "client_id", "entity_id", "fields", "reason", "address",
        "request_id", "client_ids", "origin",
    ];

    public static string Select(string alias) => string.Join(", ", Columns.Select(c => $"{alias}.{c}"));

    public static string?[] Read(DbDataReader reader, int first)
    {
        var fields = new string?[Columns.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = Text(Columns[i], reader.GetValue(first + i));
        }

        return fields;
    }

    private static string? Text(string column, object value) => value switch
    {
        DBNull => null,
        Guid id => id.ToString(),
        DateTime at => Ticks(at),
        string text when column == "at" => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? Ticks(at) : text,
        string text when column == "id" || column.EndsWith("_id", StringComparison.Ordinal) => text.Length == 36 ? text.ToLowerInvariant() : text,
        string text => text,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string Ticks(DateTime at) => (at.Ticks - DateTime.UnixEpoch.Ticks).ToString(CultureInfo.InvariantCulture);
}
