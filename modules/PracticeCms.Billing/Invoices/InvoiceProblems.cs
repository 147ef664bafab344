namespace PracticeCms.Billing.Invoices;

/// <summary>Refusals that several use cases share.</summary>
internal static class InvoiceProblems
{
    public static Problem NotADraft => Problem.Conflict("not-a-draft", "This document is not a draft any more. What is issued is never edited; write a credit note instead.");

    public static Problem NotIssued => Problem.Conflict("not-issued", "This invoice has not been issued.");
}
