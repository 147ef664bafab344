using System.Text;
using PracticeCms.Compliance.Explorer;

namespace PracticeCms.Compliance.Exporting;

/// <summary>"Who looked at my record", in the file with the whole of it.</summary>
internal sealed class ExportWhoLooked(ReadAuditLog read, ITenant tenant) : IExportsClients
{
    public IEnumerable<RecordPart> GetParts() => [new("Who looked at the record", Permissions.ViewAuditLog, ReportAsync)];

    private async Task<IReadOnlyList<RecordFile>> ReportAsync(Guid id, CancellationToken ct)
    {
        var answer = await read.ExecuteAsync(AuditFilter.None with { Client = id.ToString() }, "exported", ReadAuditLog.MaxExport, ct);
        return [RecordFile.Of("who-looked.csv", Encoding.UTF8.GetBytes(AccessReport.ToCsv(answer.Page.Entries, tenant.Zone, answer.Page.Total)))];
    }
}
