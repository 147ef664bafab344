namespace PracticeCms.Billing.Payments;

public enum PaymentMethod
{
    Cash,
    Transfer,
    Card,
}

/// <summary>Money that came in. Never changed; what it pays is said by the ledger's lines that carry its id.</summary>
internal sealed class Payment : IClientRecord
{
    public Guid Id { get; set; } = Ids.New();
    public Guid ClientId { get; set; }

    /// <summary>Of the receipt.</summary>
    public string Number { get; set; } = "";
    public PaymentMethod Method { get; set; }
    public long AmountMinor { get; set; }
    public Currency Currency { get; set; }
    public LocalDate ReceivedOn { get; set; }

    /// <summary>What the bank or the terminal calls it.</summary>
    public string Reference { get; set; } = "";
    public Instant RecordedAt { get; set; }
    public Guid? RecordedBy { get; set; }

    /// <summary>Chosen by the form or the caller, so that a payment sent twice is recorded once.</summary>
    public string IdempotencyKey { get; set; } = "";

    public Money Amount => new(AmountMinor, Currency);

    Guid? IClientRecord.RecordOf => ClientId;
}
