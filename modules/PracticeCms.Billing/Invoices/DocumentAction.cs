namespace PracticeCms.Billing.Invoices;

/// <summary>A button on a document's page that another feature adds, such as Send by mail. Posted to.</summary>
internal sealed record DocumentAction(string Text, string Icon, Func<Guid, string> Url, Permission Permission, Func<InvoiceView, bool> IsOffered);

internal interface IDocumentActionProvider
{
    IEnumerable<DocumentAction> GetActions();
}
