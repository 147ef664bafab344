namespace PracticeCms.Billing.Invoices;

/// <summary>What people call an invoice's state. All but Draft and Discarded follow from the ledger.</summary>
public enum InvoiceState
{
    Draft,
    Issued,
    PartiallyPaid,
    Paid,
    Credited,
    Discarded,
}

internal static class InvoiceStates
{
    public static InvoiceState Of(DocumentStatus status, long gross, long open, long credited) => status switch
    {
        DocumentStatus.Draft => InvoiceState.Draft,
        DocumentStatus.Discarded => InvoiceState.Discarded,
        _ when gross > 0 && credited >= gross => InvoiceState.Credited,
        _ when open == 0 => InvoiceState.Paid,
        _ when open < gross - credited => InvoiceState.PartiallyPaid,
        _ => InvoiceState.Issued,
    };

    public static string Text(InvoiceState state) => state == InvoiceState.PartiallyPaid ? "Part paid" : state.ToString();

    public static bool IsOverdue(InvoiceState state, LocalDate? due, LocalDate today) =>
        state is InvoiceState.Issued or InvoiceState.PartiallyPaid && due < today;
}
