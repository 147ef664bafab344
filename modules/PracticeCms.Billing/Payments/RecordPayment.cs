using PracticeCms.Billing.Contracts;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Numbering;

namespace PracticeCms.Billing.Payments;

/// <summary>
/// Records money that came in. It pays the invoice it was given for, or those that are open, the oldest first; what is too much stays
/// with the client as credit.
/// </summary>
internal sealed class RecordPayment(
    BillingDb db, DrawNumber draw, PostEntry post, Balances balances, Desk desk, IEvents events, IUnitOfWork unitOfWork)
{
    /// <param name="Key">The same key records the payment once; with other contents it is refused.</param>
    public sealed record Request(Guid ClientId, Guid? InvoiceId, PaymentMethod Method, long AmountMinor, LocalDate? ReceivedOn, string Reference, string Key)
    {
        /// <summary>Without an invoice: pays what is open instead of keeping all of it as credit.</summary>
        public bool PaysOldest { get; init; }

        /// <summary>Tells nobody; for demo data.</summary>
        internal bool IsQuiet { get; init; }
    }

    public Task<Result<Payment>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => RecordAsync(request, token), ct);

    private async Task<Result<Payment>> RecordAsync(Request request, CancellationToken ct)
    {
        await balances.LockAsync(request.ClientId, ct);
        if (await db.Payments.AsNoTracking().SingleOrDefaultAsync(p => p.IdempotencyKey == request.Key, ct) is { } earlier)
        {
            return Same(earlier, request) ? earlier : Problem.Conflict("key-used", "This payment form was sent before with other values. Open it again.");
        }

        var day = request.ReceivedOn ?? desk.Today;
        var check = new Check()
            .That(request.AmountMinor is > 0 and <= 100_000_000_000, "Amount", "Enter an amount above zero.")
            .That(day <= desk.Today, "ReceivedOn", "A payment is not received in the future.")
            .That(request.Reference.Length <= 100, "Reference", "A reference has up to 100 characters.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        if (request.InvoiceId is { } id)
        {
            var invoice = await db.Invoices.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id && i.ClientId == request.ClientId, ct);
            if (invoice is not { Status: DocumentStatus.Issued, Kind: DocumentKind.Invoice })
            {
                return invoice is null ? Problem.NotFound("The invoice") : InvoiceProblems.NotIssued;
            }

            return await SaveAsync(request, day, Share(request.AmountMinor, [new Balances.OpenInvoice(id, await balances.OpenAsync(id, ct))]), ct);
        }

        return await SaveAsync(request, day, request.PaysOldest ? Share(request.AmountMinor, await balances.OpenInvoicesAsync(request.ClientId, desk.Currency, ct)) : [], ct);
    }

    private static List<Balances.OpenInvoice> Share(long amount, IEnumerable<Balances.OpenInvoice> open)
    {
        var parts = new List<Balances.OpenInvoice>();
        foreach (var invoice in open.TakeWhile(_ => amount > 0))
        {
            var part = Math.Min(invoice.OpenMinor, amount);
            amount -= part;
            parts.Add(invoice with { OpenMinor = part });
        }

        return parts;
    }

    private async Task<Result<Payment>> SaveAsync(Request request, LocalDate day, IReadOnlyList<Balances.OpenInvoice> parts, CancellationToken ct)
    {
        var number = await draw.ExecuteAsync(NumberSeries.Receipt, day, ct);
        if (!number.Succeeded)
        {
            return number.Problem!;
        }

        var payment = new Payment
        {
            ClientId = request.ClientId,
            Number = number.Value,
            Method = request.Method,
            AmountMinor = request.AmountMinor,
            Currency = desk.Currency,
            ReceivedOn = day,
            Reference = request.Reference.Trim(),
            RecordedAt = desk.Now,
            RecordedBy = desk.UserId,
            IdempotencyKey = request.Key,
        };
        db.Payments.Add(payment);
        await post.ExecuteAsync(Posting(payment, parts), ct);
        if (!request.IsQuiet)
        {
            await events.PublishAsync(new PaymentReceived(payment.Id, payment.ClientId, request.InvoiceId, payment.AmountMinor, payment.Currency.Code), ct);
        }

        return payment;
    }

    private static PostEntry.Request Posting(Payment payment, IReadOnlyList<Balances.OpenInvoice> parts) => new(
        "payment",
        payment.Id,
        payment.ReceivedOn,
        $"payment:{payment.Id}",
        payment.Number,
        [
            new PostEntry.Line(AccountOf(payment.Method), payment.Amount, payment.ClientId, null, payment.Id),
            .. parts.Select(p => new PostEntry.Line(Accounts.Receivable, new Money(-p.OpenMinor, payment.Currency), payment.ClientId, p.Id, payment.Id)),
            new PostEntry.Line(Accounts.ClientCredit, new Money(parts.Sum(p => p.OpenMinor) - payment.AmountMinor, payment.Currency), payment.ClientId, null, payment.Id),
        ]);

    private static string AccountOf(PaymentMethod method) => method switch
    {
        PaymentMethod.Cash => Accounts.Cash,
        PaymentMethod.Card => Accounts.Card,
        _ => Accounts.Bank,
    };

    private static bool Same(Payment earlier, Request request) =>
        earlier.ClientId == request.ClientId && earlier.AmountMinor == request.AmountMinor && earlier.Method == request.Method
        && earlier.ReceivedOn == (request.ReceivedOn ?? earlier.ReceivedOn) && earlier.Reference == request.Reference.Trim();
}
