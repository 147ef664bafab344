using PracticeCms.Records.Contracts;
using PracticeCms.Records.Documents;
using PracticeCms.Records.Notes;

namespace PracticeCms.Records.Clients;

internal sealed class ClientTabs : IClientTabProvider
{
    public IEnumerable<ClientTab> GetTabs() =>
    [
        new("overview", "Overview", typeof(TimelineTab), Permissions.ViewClients, 0),
        new("details", "Details", typeof(DetailsTab), Permissions.ViewClients, 10),
        new("notes", "Notes", typeof(NotesTab), Permissions.ViewNotes, 20),
        new("documents", "Documents", typeof(DocumentsTab), Permissions.ViewDocuments, 30),
        new("access", "Who may look", typeof(Access.AccessTab), Permissions.ManageClientAccess, 80),
    ];
}

internal sealed class DashboardCards : IDashboardCardProvider
{
    public IEnumerable<DashboardCard> GetCards() => [new(typeof(RecentClientsCard), Permissions.ViewClients, 30)];
}
