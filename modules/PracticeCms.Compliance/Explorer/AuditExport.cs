using System.Globalization;
using System.Text;

namespace PracticeCms.Compliance.Explorer;

/// <summary>The rows of the explorer as CSV (RFC 4180), with ids instead of names.</summary>
internal static class AuditExport
{
    private const string Header = "at,actor,user_id,actor_kind,action,kind,client_id,entity_id,fields,reason,address,request_id,clients_on_list";

    public static async Task<IResult> GetAsync(
        string? client, string? user, string? from, string? to, string? action, string? kind, ReadAuditLog read, IClock clock, CancellationToken ct)
    {
        var filter = new AuditFilter(client, Guid.TryParse(user, out var id) ? id : null, from, to, action, kind, 1);
        var answer = await read.ExecuteAsync(filter, "exported", ReadAuditLog.MaxExport, ct);
        var name = $"audit-{clock.GetCurrentInstant().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.csv";
        return Results.File(Encoding.UTF8.GetBytes(ToCsv(answer.Page.Entries)), "text/csv; charset=utf-8", name);
    }

    public static string ToCsv(IEnumerable<AuditEntry> entries)
    {
        var csv = new StringBuilder(Header).Append("\r\n");
        foreach (var e in entries)
        {
            string?[] cells =
            [
                e.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), e.ActorName, e.UserId?.ToString(), e.ActorKind.ToString(), e.Action, e.Kind,
                e.ClientId?.ToString(), e.EntityId?.ToString(), e.Fields, e.Reason, e.Address, e.RequestId, string.Join(' ', e.ClientIds),
            ];
            csv.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }

        return csv.ToString();
    }

    // A cell that begins like a formula would be run by a spreadsheet.
    internal static string Cell(string? value)
    {
        var text = value ?? "";
        text = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
