using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Payments;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Billing.Clients;

/// <summary>What billing adds to a client's page and to the panel of a visit.</summary>
internal sealed class ClientBilling(IVocabulary words) : IClientTabProvider, IClientActionProvider, IAppointmentActionProvider
{
    IEnumerable<ClientTab> IClientTabProvider.GetTabs() => [new("billing", "Billing", typeof(BillingTab), Permissions.ViewInvoices, 50)];

    IEnumerable<ClientAction> IClientActionProvider.GetActions() =>
        [new($"New {words.Lower("Invoice")}", "receipt", id => $"admin/invoices/new?client={id}", Permissions.ManageInvoices, 30)];

    IEnumerable<AppointmentAction> IAppointmentActionProvider.GetActions() =>
    [
        new($"Invoice this {words.Lower("Appointment")}", "receipt", visit => $"admin/appointments/{visit.Id}/invoice", true, Permissions.ManageInvoices, 50)
        {
            IsOffered = visit => visit.Status is AppointmentStatus.Arrived or AppointmentStatus.Fulfilled or AppointmentStatus.Booked or AppointmentStatus.Confirmed,
        },
    ];
}

/// <summary>Issued documents and payments on the client's timeline.</summary>
internal sealed class BillingTimeline(BillingDb db, IAuditReads reads, ITenant tenant, IVocabulary words) : ITimelineSource
{
    public Permission Permission => Permissions.ViewInvoices;

    public async Task<IReadOnlyList<TimelineEntry>> GetAsync(Guid clientId, int limit, CancellationToken ct)
    {
        var documents = await db.Invoices.Where(i => i.ClientId == clientId && i.Status == DocumentStatus.Issued)
            .OrderByDescending(i => i.IssuedAt).Take(limit)
            .Select(i => new { i.Id, i.Kind, i.Number, i.IssuedAt, i.GrossMinor, i.Currency }).ToListAsync(ct);
        var payments = await db.Payments.Where(p => p.ClientId == clientId).OrderByDescending(p => p.RecordedAt).Take(limit)
            .Select(p => new { p.Id, p.Number, p.Method, p.RecordedAt, p.AmountMinor, p.Currency }).ToListAsync(ct);
        if (documents.Count + payments.Count > 0)
        {
            reads.Seen("Invoice", clientId);
        }

        return
        [
            .. documents.Select(d => new TimelineEntry(
                d.IssuedAt!.Value, "receipt", d.Kind == DocumentKind.Invoice ? $"{words["Invoice"]} {d.Number} issued" : $"Credit note {d.Number} issued",
                new Money(d.GrossMinor, d.Currency).Format(tenant.Culture), $"admin/invoices/{d.Id}")),
            .. payments.Select(p => new TimelineEntry(
                p.RecordedAt, "cash-coin", $"Payment {p.Number} received", $"{new Money(p.AmountMinor, p.Currency).Format(tenant.Culture)}, {PaymentMethods.Text(p.Method)}", null)),
        ];
    }
}
