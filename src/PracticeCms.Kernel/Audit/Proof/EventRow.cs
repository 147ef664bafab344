using System.Data.Common;
using System.Globalization;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// An event as texts, the same from either database: ids in lower case, the time in hundreds of nanoseconds since 1970. An id or a time that stands
/// on SQLite in another spelling than ours is found by no search, so it is marked, and fails the proof instead of the program.
/// </summary>
internal static class EventRow
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        "id", "at", "actor_kind", "user_id", "actor_name", "roles", "session_id", "action", "kind", "client_id", "entity_id", "fields", "reason", "address",
        "request_id", "client_ids", "origin",
    ];

    /// <summary>As the driver writes it.</summary>
    private const string SqliteTime = "yyyy-MM-dd HH:mm:ss.FFFFFFF";

    private const string Misspelt = "misspelt: ";

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
        string text when column == "at" => DateTime.TryParseExact(text, SqliteTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            && at.ToString(SqliteTime, CultureInfo.InvariantCulture) == text ? Ticks(at) : Misspelt + text,
        string text when IsKey(column) => Guid.TryParseExact(text, "D", out var id) && id.ToString().ToUpperInvariant() == text ? id.ToString() : Misspelt + text,
        string text => text,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static bool IsKey(string column) => column is "id" or "user_id" or "session_id" or "client_id" or "entity_id";

    private static string Ticks(DateTime at) => (at.Ticks - DateTime.UnixEpoch.Ticks).ToString(CultureInfo.InvariantCulture);
}
