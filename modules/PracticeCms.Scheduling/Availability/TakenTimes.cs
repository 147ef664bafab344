using System.Data.Common;

namespace PracticeCms.Scheduling.Availability;

/// <summary>
/// What is taken, by resource and in order of time. A month of fifty people is ten thousand rows, which are read without EF's
/// materialization.
/// </summary>
internal sealed class TakenTimes(SchedulingDb db)
{
    private const int LongestClaim = 44_640;

    public async Task<ILookup<Guid, Span>> ExecuteAsync(Guid[] resources, long from, long until, Guid? except, CancellationToken ct)
    {
        var claims = db.Claims.AsNoTracking()
            .Where(c => resources.Contains(c.ResourceId) && c.StartMinute > from - LongestClaim && c.StartMinute < until && c.EndMinute > from && c.IsActive);
        claims = except is null ? claims : claims.Where(c => c.AppointmentId != except);
        await using var command = claims
            .OrderBy(c => c.ResourceId).ThenBy(c => c.StartMinute)
            .Select(c => new { c.ResourceId, c.StartMinute, c.EndMinute, c.LeadMinutes, c.TrailMinutes })
            .CreateDbCommand();
        await db.Database.OpenConnectionAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadAsync(reader, ct);
    }

    private static async Task<ILookup<Guid, Span>> ReadAsync(DbDataReader reader, CancellationToken ct)
    {
        var found = new List<(Guid Resource, Span Span)>();
        while (await reader.ReadAsync(ct))
        {
            var (trail, end) = (reader.GetInt32(4), reader.GetInt64(2));
            found.Add((reader.GetGuid(0), new Span(reader.GetInt64(1), end - trail, reader.GetInt32(3), trail)));
        }

        return found.ToLookup(f => f.Resource, f => f.Span);
    }
}
