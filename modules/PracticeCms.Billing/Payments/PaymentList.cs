using PracticeCms.Billing.Ledger;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Billing.Payments;

/// <summary>Payments with what they paid, from the ledger.</summary>
internal sealed class PaymentList(BillingDb db, IClients clients, ICurrentActor actor)
{
    public const int PageSize = 50;

    public sealed record Row(Guid Id, string Number, Guid ClientId, string ClientName, PaymentMethod Method, LocalDate ReceivedOn, Money Amount, Money Unused, string Reference, bool IsTakenBack);

    public async Task<(IReadOnlyList<Row> Rows, int Total)> ListAsync(Guid? clientId, PaymentMethod? method, int page, CancellationToken ct = default)
    {
        var payments = db.Payments.AsNoTracking();
        payments = clientId is { } id ? payments.Where(p => p.ClientId == id) : payments;
        payments = method is { } by ? payments.Where(p => p.Method == by) : payments;
        var total = await payments.CountAsync(ct);
        var rows = await payments.OrderByDescending(p => p.ReceivedOn).ThenByDescending(p => p.Id)
            .Page(page, PageSize)
            .Select(p => new
            {
                Payment = p,
                Unused = -db.JournalLines.Where(l => l.PaymentId == p.Id && l.AccountCode == Accounts.ClientCredit).Sum(l => l.AmountMinor),
                TakenBack = db.JournalEntries.Any(e => e.SourceKind == "reversal" && e.SourceId == p.Id),
            })
            .ToListAsync(ct);
        var names = await clients.FindAsync([.. rows.Select(r => r.Payment.ClientId).Distinct()], ct);
        return ([.. rows.Select(r => new Row(
            r.Payment.Id, r.Payment.Number, r.Payment.ClientId, names.TryGetValue(r.Payment.ClientId, out var client) ? client.DisplayName : "", r.Payment.Method,
            r.Payment.ReceivedOn, r.Payment.Amount, new Money(r.Unused, r.Payment.Currency), r.Payment.Reference, r.TakenBack))], total);
    }

    /// <summary>The method that this member of staff used last.</summary>
    public async Task<PaymentMethod> LastMethodAsync(CancellationToken ct = default)
    {
        var user = actor.UserId;
        return await db.Payments.Where(p => p.RecordedBy == user).OrderByDescending(p => p.RecordedAt).Select(p => (PaymentMethod?)p.Method).FirstOrDefaultAsync(ct) ?? PaymentMethod.Card;
    }
}
