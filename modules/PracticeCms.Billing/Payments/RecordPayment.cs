using PracticeCms.Billing.Contracts;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Numbering;

namespace PracticeCms.Billing.Payments;

/// <summary>
/// Records money that came in. It pays the invoice it was given for; what is too much stays with the client as credit.
/// </summary>
internal sealed class RecordPayment(
    BillingDb db, DrawNumber draw, PostEntry post, Balances balances, Desk desk, IEvents events, IUnitOfWork unitOfWork)
{
    /// <param name="Key">The same key records the payment once; with other contents it is refused.</param>
    public sealed record Request(Guid ClientId, Guid? InvoiceId, PaymentMethod Method, long AmountMinor, LocalDate? ReceivedOn, string Reference, string Key)
    {
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

        var open = 0L;
        if (request.InvoiceId is { } id)
        {
            var invoice = await db.Invoices.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id && i.ClientId == request.ClientId, ct);
            if (invoice is not { Status: DocumentStatus.Issued, Kind: DocumentKind.Invoice })
            {
                return invoice is null ? Problem.NotFound("The invoice") : InvoiceProblems.NotIssued;
            }

            open = await balances.OpenAsync(id, ct);
        }

        return await SaveAsync(request, day, Math.Min(open, request.AmountMinor), ct);
    }

    private async Task<Result<Payment>> SaveAsync(Request request, LocalDate day, long allocated, CancellationToken ct)
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
        await post.ExecuteAsync(Posting(payment, request.InvoiceId, allocated), ct);
        if (!request.IsQuiet)
        {
            await events.PublishAsync(new PaymentReceived(payment.Id, payment.ClientId, request.InvoiceId, payment.AmountMinor, payment.Currency.Code), ct);
        }

        return payment;
    }

    private static PostEntry.Request Posting(Payment payment, Guid? invoiceId, long allocated) => new(
        "payment",
        payment.Id,
        payment.ReceivedOn,
        $"payment:{payment.Id}",
        payment.Number,
        [
            new PostEntry.Line(AccountOf(payment.Method), payment.Amount, payment.ClientId, null, payment.Id),
            new PostEntry.Line(Accounts.Receivable, new Money(-allocated, payment.Currency), payment.ClientId, invoiceId, payment.Id),
            new PostEntry.Line(Accounts.ClientCredit, new Money(allocated - payment.AmountMinor, payment.Currency), payment.ClientId, null, payment.Id),
        ]);

    private static string AccountOf(PaymentMethod method) => method switch
    {
        PaymentMethod.Cash => Accounts.Cash,
        PaymentMethod.Card => Accounts.Card,
        _ => Accounts.Bank,
    };

    private static bool Same(Payment earlier, Request request) =>
        earlier.ClientId == request.ClientId && earlier.AmountMinor == request.AmountMinor && earlier.Method == request.Method;
}
