using System.Globalization;
using PracticeCms.Billing.Amounts;

namespace PracticeCms.Billing.Taxes;

/// <summary>The rates as their form posts them; the last row is for a new one.</summary>
internal sealed class RatesForm
{
    internal List<RateRow> Rows { get; set; } = [];

    internal void TakeRows(HttpContext http) => Rows = FormRows.Read(http, "Rates.Rows", field => new RateRow
    {
        Id = FormRows.Id(field("Id")),
        Code = field("Code"),
        Name = field("Name"),
        Percent = field("Percent"),
        Category = field("Category"),
        Reason = field("Reason"),
        IsActive = field("IsActive") == "true",
    });

    public sealed class RateRow
    {
        public Guid? Id { get; set; }
        public string? Code { get; set; }
        public string? Name { get; set; }
        public string? Percent { get; set; }
        public string? Category { get; set; }
        public string? Reason { get; set; }
        public bool IsActive { get; set; }
    }

    internal static RatesForm Of(IEnumerable<TaxRate> rates, CultureInfo culture) => new()
    {
        Rows =
        [
            .. rates.Select(r => new RateRow
            {
                Id = r.Id, Code = r.Code, Name = r.Name, Percent = AmountInput.Text(r.Percent, culture), Category = r.Category.ToString(), Reason = r.Reason, IsActive = r.IsActive,
            }),
            new RateRow { IsActive = true },
        ],
    };
}

/// <summary>Changes rates for lines to come. Lines keep the rate that they were written with.</summary>
internal sealed class SaveTaxRates(BillingDb db, IUnitOfWork unitOfWork)
{
    public Task<Result<int>> ExecuteAsync(RatesForm form, CultureInfo culture, CancellationToken ct = default) => unitOfWork.RunAsync<Result<int>>(
        async token =>
        {
            var known = await db.TaxRates.ToListAsync(token);
            var check = new Check();
            foreach (var (row, i) in form.Rows.Select((r, i) => (r, i)).Where(x => !string.IsNullOrWhiteSpace(x.r.Code)))
            {
                Save(row, i, known, culture, check);
            }

            return check.Failed ? check.ToProblem() : known.Count;
        },
        ct);

    private void Save(RatesForm.RateRow row, int i, List<TaxRate> known, CultureInfo culture, Check check)
    {
        var code = row.Code!.Trim();
        var rate = known.Find(r => r.Id == row.Id) ?? known.Find(r => r.Code == code);
        if (rate is null)
        {
            rate = new TaxRate { Code = code };
            known.Add(rate);
            db.TaxRates.Add(rate);
        }

        var percent = AmountInput.Number(string.IsNullOrWhiteSpace(row.Percent) ? "0" : row.Percent, culture);
        check.That(percent is >= 0 and <= 100, $"Rows[{i}].Percent", $"{code}: a rate is a number between 0 and 100.");
        check.That(Enum.TryParse<TaxCategory>(row.Category, out var category) && Enum.IsDefined(category), $"Rows[{i}].Category", $"{code}: choose a category.");
        (rate.Name, rate.Percent, rate.Category) = (string.IsNullOrWhiteSpace(row.Name) ? code : row.Name.Trim(), percent ?? 0, category);
        (rate.Reason, rate.IsActive) = (string.IsNullOrWhiteSpace(row.Reason) ? null : row.Reason.Trim(), row.IsActive);
        check.That(rate.Treatment.Problem is null, $"Rows[{i}].Category", $"{code}: {rate.Treatment.Problem}");
    }
}
