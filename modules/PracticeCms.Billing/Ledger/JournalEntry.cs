namespace PracticeCms.Billing.Ledger;

/// <summary>
/// One posting. Append-only: the database refuses changes, and refuses to commit an entry whose lines do not sum to zero.
/// </summary>
[NotAudited("The document or payment that it posts is audited")]
internal sealed class JournalEntry
{
    public Guid Id { get; set; } = Ids.New();
    public Instant PostedAt { get; set; }

    /// <summary>The day that the business counts it for.</summary>
    public LocalDate EffectiveDate { get; set; }

    /// <summary>What was posted, such as <c>invoice</c>, <c>payment</c> or <c>reversal</c>.</summary>
    public string SourceKind { get; set; } = "";
    public Guid SourceId { get; set; }

    /// <summary>A second posting with the same key is refused by the database.</summary>
    public string IdempotencyKey { get; set; } = "";

    /// <summary>The entry that this one takes back; each can be taken back once.</summary>
    public Guid? ReversesId { get; set; }
    public string Memo { get; set; } = "";
    public List<JournalLine> Lines { get; } = [];
}

/// <summary>One side of a posting: debits are positive, credits negative, in minor units.</summary>
[NotAudited("The document or payment that it posts is audited")]
internal sealed class JournalLine
{
    public Guid EntryId { get; set; }
    public int Position { get; set; }
    public string AccountCode { get; set; } = "";
    public long AmountMinor { get; set; }
    public Currency Currency { get; set; }
    public Guid? ClientId { get; set; }
    public Guid? InvoiceId { get; set; }
    public Guid? PaymentId { get; set; }
}

/// <summary>Says that an entry is complete. Without it the entry cannot be committed; with it no line can be added.</summary>
[NotAudited("Part of the posting")]
internal sealed class JournalSeal
{
    public Guid EntryId { get; set; }
}
