namespace PracticeCms.Billing.Taxes;

/// <summary>The practice's rates by code. An unknown or empty code is no tax.</summary>
internal sealed class TaxRates(BillingDb db)
{
    public async Task<IReadOnlyList<TaxRate>> ListAsync(CancellationToken ct = default) =>
        [.. (await db.TaxRates.AsNoTracking().ToListAsync(ct)).OrderByDescending(r => r.IsActive).ThenByDescending(r => r.Percent).ThenBy(r => r.Name)];

    public async Task<IReadOnlyDictionary<string, TaxRate>> ByCodeAsync(CancellationToken ct = default) =>
        await db.TaxRates.AsNoTracking().ToDictionaryAsync(r => r.Code, ct);
}
