namespace PracticeCms.Billing.Contracts;

public sealed record InvoiceIssued(Guid InvoiceId, Guid ClientId, string Number) : IDomainEvent;

public sealed record PaymentReceived(Guid PaymentId, Guid ClientId, Guid? InvoiceId, long AmountMinor, string Currency) : IDomainEvent;
