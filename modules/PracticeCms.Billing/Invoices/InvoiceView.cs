using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Payments;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Billing.Invoices;

/// <summary>A document with all that is shown of it, on the screen, in print and in the API.</summary>
internal sealed record InvoiceView(
    Invoice Invoice, ClientSummary? Client, IReadOnlyList<InvoiceTaxGroup> Groups, InvoiceState State, bool IsOverdue, Money Open,
    IReadOnlyList<InvoiceView.Paid> Payments, IReadOnlyList<InvoiceView.Note> CreditNotes, string? CreditsNumber)
{
    /// <summary>The record is open in an emergency.</summary>
    public bool IsReadOnly { get; init; }

    public sealed record Paid(Guid? PaymentId, string Number, PaymentMethod? Method, LocalDate On, Money Amount);

    public sealed record Note(Guid Id, string Number, LocalDate? IssueDate, Money Gross);

    public IReadOnlyList<InvoiceLine> Lines => [.. Invoice.Lines.OrderBy(l => l.Position)];

    public string Title(IVocabulary words) => (Invoice.Kind, Invoice.Status) switch
    {
        (DocumentKind.CreditNote, _) => $"Credit note {Invoice.Number}",
        (_, DocumentStatus.Issued) => $"{words["Invoice"]} {Invoice.Number}",
        _ => $"Draft {words.Lower("Invoice")}",
    };

    /// <summary>What the parties were called on the day of issue; for a draft as they are now.</summary>
    public Parties? Parties => Invoice.Status == DocumentStatus.Issued ? Invoices.Parties.Read(Invoice.Parties) : null;
}

internal sealed class InvoiceReader(BillingDb db, IClients clients, ITenant tenant, IClock clock)
{
    /// <summary>Null where it does not exist or the actor may not see its client.</summary>
    public async Task<InvoiceView?> FindAsync(Guid id, CancellationToken ct = default)
    {
        var invoice = await db.Invoices.AsNoTracking().Include(i => i.Lines).Include(i => i.TaxGroups).AsSplitQuery().SingleOrDefaultAsync(i => i.Id == id, ct);
        if (invoice is null)
        {
            return null;
        }

        var client = await clients.FindAsync(invoice.ClientId, ct);
        var notes = await db.Invoices.AsNoTracking().Where(i => i.CreditsId == id && i.Status == DocumentStatus.Issued)
            .OrderBy(i => i.Number).Select(i => new InvoiceView.Note(i.Id, i.Number!, i.IssueDate, new Money(i.GrossMinor, i.Currency))).ToListAsync(ct);
        var (open, paid) = await LedgerAsync(invoice, ct);
        var state = invoice.Kind == DocumentKind.CreditNote
            ? InvoiceState.Issued
            : InvoiceStates.Of(invoice.Status, invoice.GrossMinor, open, notes.Sum(n => n.Gross.Minor));
        var credits = invoice.CreditsId is { } original ? await db.Invoices.Where(i => i.Id == original).Select(i => i.Number).SingleOrDefaultAsync(ct) : null;
        return new InvoiceView(
            invoice, client, invoice.Groups(), state, InvoiceStates.IsOverdue(state, invoice.DueDate, tenant.Today(clock)), new Money(open, invoice.Currency), paid, notes, credits)
        {
            IsReadOnly = db.RecordScope.EmergencyUntil(invoice.ClientId) is not null,
        };
    }

    private async Task<(long Open, IReadOnlyList<InvoiceView.Paid> Paid)> LedgerAsync(Invoice invoice, CancellationToken ct)
    {
        var lines = await (from line in db.JournalLines
                           where line.InvoiceId == invoice.Id && line.AccountCode == Accounts.Receivable
                           join entry in db.JournalEntries on line.EntryId equals entry.Id
                           select new { line.PaymentId, line.AmountMinor, entry.SourceKind, entry.EffectiveDate }).ToListAsync(ct);
        var ids = lines.Select(l => l.PaymentId).OfType<Guid>().Distinct().ToList();
        var payments = await db.Payments.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        var paid = lines.Where(l => l.SourceKind is "payment" or "credit-applied" or "reversal")
            .GroupBy(l => l.PaymentId)
            .Select(g => (Payment: g.Key is { } id ? payments.GetValueOrDefault(id) : null, Sum: -g.Sum(l => l.AmountMinor), On: g.Min(l => l.EffectiveDate)))
            .Where(g => g.Sum != 0)
            .OrderBy(g => g.On)
            .Select(g => new InvoiceView.Paid(g.Payment?.Id, g.Payment?.Number ?? "Credit", g.Payment?.Method, g.On, new Money(g.Sum, invoice.Currency)))
            .ToList();
        return (lines.Sum(l => l.AmountMinor), paid);
    }
}
