using System.Globalization;

namespace PracticeCms.Billing.Numbering;

internal sealed class SeriesForm
{
    internal List<SeriesRow> Rows { get; set; } = [];

    internal void TakeRows(HttpContext http) => Rows = Amounts.FormRows.Read(http, "Series.Rows", field => new SeriesRow
    {
        Code = field("Code"),
        Pattern = field("Pattern"),
        Digits = field("Digits"),
        IsYearly = field("IsYearly") == "true",
    });

    public sealed class SeriesRow
    {
        public string? Code { get; set; }
        public string? Name { get; set; }
        public string? Pattern { get; set; }
        public string? Digits { get; set; }
        public bool IsYearly { get; set; }
    }

    internal static SeriesForm Of(IEnumerable<NumberSeries> series) => new()
    {
        Rows = [.. series.Select(s => new SeriesRow { Code = s.Code, Name = s.Name, Pattern = s.Pattern, Digits = s.Digits.ToString(CultureInfo.InvariantCulture), IsYearly = s.IsYearly })],
    };
}

/// <summary>Changes how numbers to come are written; the count goes on.</summary>
internal sealed class SaveNumberSeries(BillingDb db, IUnitOfWork unitOfWork)
{
    public Task<Result<int>> ExecuteAsync(SeriesForm form, CancellationToken ct = default) => unitOfWork.RunAsync<Result<int>>(
        async token =>
        {
            var known = await db.NumberSeries.ToListAsync(token);
            var check = new Check();
            foreach (var (row, i) in form.Rows.Select((r, i) => (r, i)))
            {
                if (known.Find(s => s.Code == row.Code) is not { } series)
                {
                    return Problem.NotFound("The number series");
                }

                (series.Pattern, series.IsYearly) = ((row.Pattern ?? "").Trim(), row.IsYearly);
                series.Digits = int.TryParse(row.Digits, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits : 0;
                check.That(series.Problem is null, $"Rows[{i}].Pattern", $"{series.Name}: {series.Problem}");
            }

            return check.Failed ? check.ToProblem() : known.Count;
        },
        ct);
}
