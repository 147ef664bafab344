using System.Text.Json;
using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Durable;

/// <summary>Writes owed work into the running transaction; a key that exists is left alone, without breaking the transaction.</summary>
internal sealed class Outbox(KernelDb db, IUnitOfWork unitOfWork, ITenant tenant, DurableSignals signals, IClock clock) : IOutbox
{
    public Task EnqueueAsync(string kind, string key, object payload, Instant? due = null, Instant? notAfter = null, CancellationToken ct = default) =>
        AddAsync(Ids.New(), kind, key, JsonSerializer.Serialize(payload, DurableJson.Options), due, notAfter, ct);

    public async Task AddAsync(Guid id, string kind, string key, string payload, Instant? due, Instant? notAfter, CancellationToken ct)
    {
        if (!unitOfWork.IsActive)
        {
            throw new InvalidOperationException("Messages are added inside IUnitOfWork.RunAsync, together with what causes them.");
        }

        var now = clock.GetCurrentInstant();
        var at = due is { } later && later > now ? later : now;
        var limit = notAfter?.ToDateTimeUtc();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO kernel_outbox (id, kind, "key", payload, due, not_after, created_at, state, attempts, failures, fence)
            VALUES ({id}, {kind}, {key}, {payload}, {at.ToDateTimeUtc()}, {limit}, {now.ToDateTimeUtc()}, 'Pending', 0, 0, 0)
            ON CONFLICT ("key") DO NOTHING
            """,
            ct);
        signals.NotifyAfterCommit(unitOfWork, tenant.Name, at);
    }
}
