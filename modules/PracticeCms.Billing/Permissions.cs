namespace PracticeCms.Billing;

public sealed class Permissions : IPermissionProvider
{
    private const string Money = "Money";

    public static Permission ManageInvoices { get; } = new("ManageInvoices", "Write drafts of {invoices} and discard them") { Category = Money };
    public static Permission IssueInvoices { get; } = new("IssueInvoices", "Issue {invoices} and credit notes", true) { Category = Money };
    public static Permission RecordPayments { get; } = new("RecordPayments", "Record payments and take them back") { Category = Money };

    public static Permission ViewInvoices { get; } =
        new("ViewInvoices", "See {invoices}, payments and balances") { Category = Money, ImpliedBy = [ManageInvoices, IssueInvoices, RecordPayments] };

    public static Permission ViewRevenue { get; } = new("ViewRevenue", "See what the practice earns") { Category = Money };
    public static Permission ManageBillingSettings { get; } = new("ManageBillingSettings", "Change tax rates, numbering and terms", true) { Category = Money };

    public IEnumerable<Permission> GetPermissions() => [ViewInvoices, ManageInvoices, IssueInvoices, RecordPayments, ViewRevenue, ManageBillingSettings];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, [.. GetPermissions()]),
        new(StockRoles.Administrator, [.. GetPermissions()]),
        new(StockRoles.Billing, [.. GetPermissions()]),
        new(StockRoles.FrontDesk, [ViewInvoices, ManageInvoices, IssueInvoices, RecordPayments]),
        new(StockRoles.Practitioner, [ViewInvoices, ManageInvoices]),
        new(StockRoles.Auditor, [ViewInvoices, ViewRevenue]),
    ];
}
