using PracticeCms.Records.Contracts;

namespace PracticeCms.Compliance.Explorer;

internal sealed class WhoLookedTab : IClientTabProvider
{
    public IEnumerable<ClientTab> GetTabs() => [new("who-looked", "Who looked", typeof(WhoLooked), Permissions.ViewAuditLog, 90)];
}
