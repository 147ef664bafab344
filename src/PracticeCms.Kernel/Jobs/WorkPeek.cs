using System.Data.Common;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Jobs;

/// <summary>What a practice owes. <see cref="NextDue"/> is null where it was never drained, or cannot be read.</summary>
internal sealed record OwedWork(Instant? NextDue, int Incidents);

/// <summary>Looks at a practice's work without starting it: two short queries on a connection of their own, and no model, no cache, no pool.</summary>
internal sealed class WorkPeek(ConnectionFactory connections)
{
    /// <summary>What was put back waits until the end of a lease that nobody holds.</summary>
    private const string Next = "MIN(CASE WHEN lease_owner IS NULL AND lease_until > due THEN lease_until ELSE due END)";

    public async Task<OwedWork> LookAsync(TenantDefinition tenant, CancellationToken ct)
    {
        try
        {
            await using var connection = connections.CreateUnpooled(tenant);
            await connection.OpenAsync(ct);
            var schema = tenant.Database == DatabaseProvider.Postgres ? $"\"{tenant.Schema}\"." : "";
            var timer = await DueAsync(connection, $"SELECT {Next} FROM {schema}kernel_timer WHERE state = 'Pending'", ct);
            var message = await DueAsync(connection, $"SELECT {Next} FROM {schema}kernel_outbox WHERE state = 'Pending'", ct);
            var incidents = await ScalarAsync(connection, $"SELECT COUNT(*) FROM {schema}kernel_incident WHERE state = 'Open'", ct);

            // Every practice has a timer for its nightly work, once it was drained.
            return new OwedWork(timer is { } t ? Instant.Min(t, message ?? t) : null, Convert.ToInt32(incidents, System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
        {
            // Also a connection string that the environment lacks: one practice must not stop the clock of all.
            return new OwedWork(null, 0);
        }
    }

    private static async Task<Instant?> DueAsync(DbConnection connection, string sql, CancellationToken ct) => await ScalarAsync(connection, sql, ct) switch
    {
        DateTime moment => Instant.FromDateTimeUtc(DateTime.SpecifyKind(moment, DateTimeKind.Utc)),
        string text => Instant.FromDateTimeUtc(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal)),
        Instant instant => instant,
        _ => null,
    };

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(ct);
    }
}
