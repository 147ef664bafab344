using PracticeCms.Records.Contracts;

namespace PracticeCms.Compliance.Exporting;

internal sealed class ExportAction : IClientActionProvider
{
    public IEnumerable<ClientAction> GetActions() => [new("Copy of the record", "download", id => $"admin/clients/{id}/export", Permissions.ExportRecords, 90)];
}
