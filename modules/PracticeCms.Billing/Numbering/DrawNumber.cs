using System.Data.Common;

namespace PracticeCms.Billing.Numbering;

/// <summary>
/// Draws the next number in the running transaction. The counter's row stays locked until commit, so numbers follow the order of
/// commits, and a rollback gives its number back: no gap, no duplicate.
/// </summary>
internal sealed class DrawNumber(BillingDb db, ITenantConnection connection, IUnitOfWork unitOfWork)
{
    private const string Sql = """
        INSERT INTO billing_number_counter (series_code, period, last_number) VALUES (@series, @period, 1)
        ON CONFLICT (series_code, period) DO UPDATE SET last_number = billing_number_counter.last_number + 1
        RETURNING last_number
        """;

    public async Task<Result<string>> ExecuteAsync(string seriesCode, LocalDate date, CancellationToken ct = default)
    {
        if (!unitOfWork.IsActive)
        {
            throw new InvalidOperationException("A number is drawn by the transaction that uses it.");
        }

        var series = await db.NumberSeries.AsNoTracking().SingleOrDefaultAsync(s => s.Code == seriesCode, ct);
        if (series is null)
        {
            return Problem.Conflict("no-series", $"There is no number series '{seriesCode}'.");
        }

        var database = await connection.OpenAsync(ct);
        await using var command = database.CreateCommand();
        command.Transaction = connection.Transaction;
        command.CommandText = Sql;
        Add(command, "@series", seriesCode);
        Add(command, "@period", series.IsYearly ? date.Year : 0);
        var number = Convert.ToInt64(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
        return series.Format(date.Year, number);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
