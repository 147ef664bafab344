namespace PracticeCms.Billing.Ledger;

/// <summary>Corrects a posting by its mirror image. A unique index lets each entry be reversed once only.</summary>
internal sealed class ReverseEntry(BillingDb db, PostEntry post, IDbErrors errors)
{
    public async Task<Result<JournalEntry>> ExecuteAsync(Guid entryId, LocalDate effectiveDate, string memo, CancellationToken ct = default)
    {
        var original = await db.JournalEntries.AsNoTracking().Include(e => e.Lines).SingleOrDefaultAsync(e => e.Id == entryId, ct);
        if (original is null)
        {
            return Problem.NotFound("The journal entry");
        }

        if (original.ReversesId is not null)
        {
            return Problem.Conflict("is-reversal", "A reversal cannot be reversed; post the original again.");
        }

        var lines = original.Lines.OrderBy(l => l.Position)
            .Select(l => new PostEntry.Line(l.AccountCode, new Money(-l.AmountMinor, l.Currency), l.ClientId, l.InvoiceId, l.PaymentId))
            .ToList();
        var request = new PostEntry.Request("reversal", original.SourceId, effectiveDate, $"reverse:{entryId}", memo, lines) { ReversesId = entryId };
        try
        {
            return (await post.ExecuteAsync(request, ct))!;
        }
        catch (DbUpdateException e) when (errors.IsUniqueViolation(e))
        {
            return Problem.Conflict("already-reversed", "This was taken back already.");
        }
    }
}
