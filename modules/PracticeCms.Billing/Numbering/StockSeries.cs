namespace PracticeCms.Billing.Numbering;

/// <summary>The series that a practice has before its recipe or its owner says otherwise.</summary>
internal static class StockSeries
{
    private static readonly (string Id, string Code, string Name, string Pattern)[] All =
    [
        ("0198A000-0000-7000-8000-000000000001", NumberSeries.Invoice, "Invoices", "INV-{year}-{number}"),
        ("0198A000-0000-7000-8000-000000000002", NumberSeries.CreditNote, "Credit notes", "CN-{year}-{number}"),
        ("0198A000-0000-7000-8000-000000000003", NumberSeries.Receipt, "Receipts", "R-{year}-{number}"),
    ];

    public static void Insert(MigrationBuilder m)
    {
        var yes = m.IsPostgres() ? "true" : "1";
        foreach (var (id, code, name, pattern) in All)
        {
            m.Sql($"INSERT INTO billing_number_series (id, version, code, name, pattern, digits, is_yearly) VALUES ('{id}', 1, '{code}', '{name}', '{pattern}', 5, {yes});");
        }
    }
}
