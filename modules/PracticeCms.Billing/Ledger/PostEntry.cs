namespace PracticeCms.Billing.Ledger;

/// <summary>Posts to the ledger, in the running unit of work. The database decides whether the entry stands.</summary>
internal sealed class PostEntry(BillingDb db, IUnitOfWork unitOfWork, IClock clock)
{
    /// <param name="Key">Stable: the same key never posts twice.</param>
    public sealed record Request(string SourceKind, Guid SourceId, LocalDate EffectiveDate, string Key, string Memo, IReadOnlyList<Line> Lines)
    {
        public Guid? ReversesId { get; init; }
    }

    public sealed record Line(string Account, Money Amount, Guid? ClientId, Guid? InvoiceId = null, Guid? PaymentId = null);

    /// <summary>Null where every line is zero: nothing moved, so nothing is posted.</summary>
    public async Task<JournalEntry?> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        var lines = request.Lines.Where(l => !l.Amount.IsZero).ToList();
        if (lines.Count == 0)
        {
            return null;
        }

        Refuse(lines);
        var entry = new JournalEntry
        {
            PostedAt = clock.GetCurrentInstant(),
            EffectiveDate = request.EffectiveDate,
            SourceKind = request.SourceKind,
            SourceId = request.SourceId,
            IdempotencyKey = request.Key,
            ReversesId = request.ReversesId,
            Memo = request.Memo,
        };
        entry.Lines.AddRange(lines.Select((line, i) => new JournalLine
        {
            EntryId = entry.Id,
            Position = i + 1,
            AccountCode = line.Account,
            AmountMinor = line.Amount.Minor,
            Currency = line.Amount.Currency,
            ClientId = line.ClientId,
            InvoiceId = line.InvoiceId,
            PaymentId = line.PaymentId,
        }));
        db.JournalEntries.Add(entry);
        await unitOfWork.FlushAsync(ct);
        db.JournalSeals.Add(new JournalSeal { EntryId = entry.Id });
        await unitOfWork.FlushAsync(ct);
        return entry;
    }

    private static void Refuse(List<Line> lines)
    {
        if (lines.GroupBy(l => l.Amount.Currency).Any(g => g.Sum(l => l.Amount.Minor) != 0))
        {
            throw new InvalidOperationException("The lines of a journal entry must sum to zero in each currency.");
        }
    }
}
