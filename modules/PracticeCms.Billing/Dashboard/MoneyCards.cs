namespace PracticeCms.Billing.Dashboard;

internal sealed class MoneyCards : IDashboardCardProvider
{
    public IEnumerable<DashboardCard> GetCards() =>
    [
        new(typeof(OpenInvoicesCard), Permissions.ViewInvoices, 40),
        new(typeof(RevenueCard), Permissions.ViewRevenue, 50),
    ];
}
