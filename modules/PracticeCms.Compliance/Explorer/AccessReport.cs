using System.Globalization;
using System.Text;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Compliance.Explorer;

/// <summary>"Who looked at my record", as it is handed to the person: when, who, in which role, what. Dates in the practice's zone.</summary>
internal static class AccessReport
{
    public static async Task<IResult> CsvAsync(Guid id, ReadAuditLog read, IClients clients, ITenant tenant, CancellationToken ct)
    {
        if (!(await clients.FindAsync([id], ct)).TryGetValue(id, out var client))
        {
            return Problem.NotFound("The record").ToHttp();
        }

        var answer = await read.ExecuteAsync(AuditFilter.None with { Client = id.ToString() }, "exported", ReadAuditLog.MaxExport, ct);
        return Results.File(Encoding.UTF8.GetBytes(ToCsv(answer.Page.Entries, tenant.Zone, answer.Page.Total)), "text/csv; charset=utf-8", $"who-looked-{client.Number}.csv");
    }

    /// <param name="total">All that there are; a report that leaves out the oldest says so in its last line.</param>
    public static string ToCsv(IReadOnlyCollection<AuditEntry> entries, DateTimeZone zone, int total)
    {
        var csv = new StringBuilder("date,time,zone,who,role,did,what,details\r\n");
        foreach (var e in entries)
        {
            var at = e.At.InZone(zone);
            csv.AppendJoin(',', ((string?[])
            [
                at.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), at.ToString("HH:mm:ss", CultureInfo.InvariantCulture), zone.Id, e.ActorName.Length > 0 ? e.ActorName : e.ActorKind.ToString(), e.Roles, e.Action, e.Kind,
                e.Fields is { } fields ? AuditWords.Fields(fields) : e.Reason,
            ]).Select(AuditExport.Cell)).Append("\r\n");
        }

        if (total > entries.Count)
        {
            csv.Append(CultureInfo.InvariantCulture, $",,,,,,,{total - entries.Count} older events are not in this file\r\n");
        }

        return csv.ToString();
    }
}
