namespace PracticeCms.Billing;

internal sealed class AdminMenu(IVocabulary words) : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        switch (name)
        {
            case "admin":
                builder.Add(NavigationGroups.Money, words.Plural("Invoice"), "admin/invoices", "receipt", Permissions.ViewInvoices, 10, "g i, g b")
                    .Add(NavigationGroups.Money, "Payments", "admin/payments", "cash-coin", Permissions.ViewInvoices, 20, "g m");
                break;
            case "create":
                builder.Add(NavigationGroups.Money, $"New {words.Lower("Invoice")}", "admin/invoices/new", "receipt", Permissions.ManageInvoices, 30);
                break;
            case "settings":
                builder.Add(NavigationGroups.Money, "Billing", "admin/settings/billing", "percent", Permissions.ManageBillingSettings, 40);
                break;
            default:
                break;
        }

        return ValueTask.CompletedTask;
    }
}
