using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Durable;

/// <summary>Work that a worker has taken: the row as it was, and the fence under which it may be finished.</summary>
internal sealed record TakenWork(string Table, WorkRow Row)
{
    /// <summary>Attempts that neither finished nor failed: the process died of them.</summary>
    public int Deaths => Row.Attempts - 1 - Row.Failures;

    /// <summary>One more death sets it aside, so nothing runs beside it that the process could die of instead.</summary>
    public bool IsSuspect => Deaths >= RetryPolicy.DeathsBeforeQuarantine - 1;
}

/// <summary>The lease was lost to another worker; what was done is rolled back.</summary>
internal sealed class LeaseLostException() : InvalidOperationException("Another worker has taken this work over.");

/// <summary>Takes and finishes rows of the outbox and of the timers in one tenant's database.</summary>
internal sealed class WorkQueue(KernelDb db, ITenantConnection connection, IUnitOfWork unitOfWork, WorkerIdentity worker, IClock clock, LeaseClock leases)
{
    public const string Outbox = "kernel_outbox";
    public const string Timers = "kernel_timer";

    /// <summary>A node that is gone keeps its work from the others this long; together with their scan it makes half a minute.</summary>
    public static readonly Duration Lease = Duration.FromSeconds(15);

    /// <summary>Clocks of nodes differ by less.</summary>
    private static readonly Duration Skew = Duration.FromMinutes(1);

    /// <summary>Takes due work that nobody holds. Attempts are committed here, before anything is done.</summary>
    /// <param name="isAlone">Nothing else runs: where there is nothing better, one that the process has died of twice is taken, and nothing beside it.</param>
    /// <param name="working">What this process is doing and must not begin again: a lease ends where the process could not write for a while.</param>
    public Task<List<TakenWork>> TakeAsync(int limit, bool isAlone, CancellationToken ct, IReadOnlyList<Guid>? working = null) => unitOfWork.RunAsync(
        async token =>
        {
            var taken = await PickAsync(limit, areSuspects: false, working ?? [], token);
            if (taken.Count == 0 && isAlone)
            {
                taken = await PickAsync(1, areSuspects: true, working ?? [], token);
            }

            if (taken.Count > 0)
            {
                CrashPoint.Hit("durable.before-take");
            }

            return taken;
        },
        ct);

    /// <summary>Inside the transaction of the effect: marks it done, or throws when the lease was lost.</summary>
    public async Task FinishAsync(TakenWork work, WorkState state, CancellationToken ct)
    {
        var changed = await SetAsync(
            work,
            "state = {0}, finished_at = {1}, lease_owner = NULL, lease_until = NULL",
            [state.ToString(), Now()],
            ct);
        if (changed == 0)
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>After <see cref="FinishAsync"/> in the same transaction: nothing was done, and nothing will be.</summary>
    public Task DropAsync(TakenWork work, CancellationToken ct)
    {
        var sql = $"UPDATE {work.Table} SET state = 'Dropped' WHERE id = {{0}}";
        return db.Database.ExecuteSqlRawAsync(sql, [work.Row.Id], ct);
    }

    /// <summary>Counts a failure and tries again at the given instant.</summary>
    public Task RetryAsync(TakenWork work, Instant at, CancellationToken ct) => SetAsync(
        work, "failures = failures + 1, due = {0}, lease_owner = NULL, lease_until = NULL", [at.ToDateTimeUtc()], ct);

    /// <summary>Gives it back as if it had not been taken, because the process stops.</summary>
    public Task ReturnAsync(TakenWork work, CancellationToken ct) => SetAsync(
        work, "attempts = attempts - 1, lease_owner = NULL, lease_until = NULL", [], ct);

    /// <summary>The same, but not before an instant: it waits in a lease that nobody holds, and its own time stays.</summary>
    public Task PutBackAsync(TakenWork work, Instant until, CancellationToken ct) => SetAsync(
        work, "attempts = attempts - 1, lease_owner = NULL, lease_until = {0}", [leases.ThereAt(until).ToDateTimeUtc()], ct);

    public Task ExtendAsync(TakenWork work, CancellationToken ct) => SetAsync(
        work, "lease_until = {0}", [(leases.Now + Lease).ToDateTimeUtc()], ct);

    /// <summary>
    /// Frees what a dead process of this machine held, so that its work need not wait for the lease to end. What has seen two deaths
    /// waits a moment after each start, in a lease that nobody holds: were it the first thing that starts do, it would be blamed when a
    /// process is killed again and again. What was put back is looked at again: this process may take it.
    /// </summary>
    public Task ReleaseAsync(CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            var (now, later) = (leases.Now.ToDateTimeUtc(), (leases.Now + RetryPolicy.AfterDeaths).ToDateTimeUtc());
            foreach (var table in new[] { Outbox, Timers })
            {
                var holders = $"SELECT DISTINCT lease_owner AS \"Value\" FROM {table} WHERE state = 'Pending' AND lease_owner IS NOT NULL";
                var free = $"UPDATE {table} SET lease_owner = NULL, lease_until = NULL WHERE lease_owner = {{0}} AND state = 'Pending'";
                var again = $"UPDATE {table} SET lease_until = NULL WHERE lease_owner IS NULL AND lease_until IS NOT NULL AND state = 'Pending' AND attempts - failures < 2";
                var wait =
                    $$"""
                    UPDATE {{table}} SET lease_owner = NULL, lease_until = {1} WHERE state = 'Pending' AND attempts - failures = 2
                    AND (lease_until IS NULL OR lease_until < {0} OR (lease_owner IS NULL AND lease_until > {1}))
                    """;
                var owners = await db.Database.SqlQueryRaw<string>(holders).ToListAsync(token);
                foreach (var owner in owners.Where(worker.IsDead))
                {
                    await db.Database.ExecuteSqlRawAsync(free, [owner], token);
                }

                await db.Database.ExecuteSqlRawAsync(again, token);
                await db.Database.ExecuteSqlRawAsync(wait, [now, later], token);
            }
        },
        ct);

    public Task CompareClocksAsync(CancellationToken ct) => connection.Provider == DatabaseProvider.Postgres
        ? leases.CompareAsync(async () => Instant.FromDateTimeUtc((await db.Database.SqlQueryRaw<DateTime>("SELECT clock_timestamp() AS \"Value\"").ToListAsync(ct))[0]))
        : Task.CompletedTask;

    /// <summary>A clock was set back: messages that were written ahead of it keep the wait they were given, counted from now. What people agreed on stands in timers.</summary>
    public async Task ComeBackAsync(CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var ahead = db.Set<OutboxRow>().Where(r => r.State == WorkState.Pending && r.Due > now + Skew && r.CreatedAt > now + Skew && r.LeaseUntil == null);
        if (!await ahead.AnyAsync(ct))
        {
            return;
        }

        await unitOfWork.RunAsync(
            async token =>
            {
                foreach (var row in await ahead.ToListAsync(token))
                {
                    (row.Due, row.CreatedAt) = (row.Due - (row.CreatedAt - now), now);
                }
            },
            ct);
    }

    /// <summary>When something can be taken next; null for never.</summary>
    public async Task<Instant?> NextAsync(CancellationToken ct)
    {
        Instant? next = null;
        foreach (var earliest in new[] { await NextAsync<OutboxRow>(ct), await NextAsync<TimerRow>(ct) })
        {
            next = earliest is { } at && (next is null || at < next) ? at : next;
        }

        return next;
    }

    private async Task<Instant?> NextAsync<TRow>(CancellationToken ct)
        where TRow : WorkRow
    {
        var free = await db.Set<TRow>().Where(r => r.State == WorkState.Pending && r.LeaseUntil == null).MinAsync(r => (Instant?)r.Due, ct);
        var held = await db.Set<TRow>().Where(r => r.State == WorkState.Pending && r.LeaseUntil != null).MinAsync(r => r.LeaseUntil, ct);
        var ends = held is { } until ? leases.HereAt(until) : (Instant?)null;
        return free is null || ends < free ? ends : free;
    }

    private async Task<List<TakenWork>> PickAsync(int limit, bool areSuspects, IReadOnlyList<Guid> working, CancellationToken ct)
    {
        var taken = (await TakeAsync<TimerRow>(Timers, limit, areSuspects, working, ct)).ConvertAll(r => new TakenWork(Timers, r));
        if (taken.Count < limit)
        {
            taken.AddRange((await TakeAsync<OutboxRow>(Outbox, limit - taken.Count, areSuspects, working, ct)).Select(r => new TakenWork(Outbox, r)));
        }

        return taken;
    }

    private Task<List<TRow>> TakeAsync<TRow>(string table, int limit, bool areSuspects, IReadOnlyList<Guid> working, CancellationToken ct)
        where TRow : WorkRow
    {
        object[] values = [worker.Name, (leases.Now + Lease).ToDateTimeUtc(), Now(), limit, RetryPolicy.DeathsBeforeQuarantine - 1, leases.Now.ToDateTimeUtc(), .. working.Cast<object>()];
        var others = working.Count == 0 ? "" : $"AND id NOT IN ({string.Join(", ", Enumerable.Range(values.Length - working.Count, working.Count).Select(n => $"{{{n}}}"))})";
        var skip = connection.Provider == DatabaseProvider.Postgres ? "FOR UPDATE SKIP LOCKED" : "";
        var columns = string.Join(", ", db.Model.FindEntityType(typeof(TRow))!.GetProperties().Select(p => $"\"{p.GetColumnName()}\""));
        var sql =
            $$"""
            UPDATE {{table}} SET lease_owner = {0}, lease_until = {1}, fence = fence + 1, attempts = attempts + 1
            WHERE id IN (
                SELECT id FROM {{table}}
                WHERE state = 'Pending' AND due <= {2} AND (lease_until IS NULL OR lease_until < {5}) AND attempts - failures {{(areSuspects ? ">=" : "<")}} {4} {{others}}
                ORDER BY due, id LIMIT {3} {{skip}})
            RETURNING {{columns}}
            """;
        return Sorted(db.Set<TRow>().FromSqlRaw(sql, values).AsNoTracking(), ct);
    }

    private static async Task<List<TRow>> Sorted<TRow>(IQueryable<TRow> rows, CancellationToken ct)
        where TRow : WorkRow
    {
        var list = await rows.ToListAsync(ct);
        return list.OrderBy(r => r.Due).ThenBy(r => r.Id).ToList();
    }

    private Task<int> SetAsync(TakenWork work, string assignments, object[] values, CancellationToken ct) => unitOfWork.RunAsync(
        token =>
        {
            var n = values.Length;
            var sql = $"UPDATE {work.Table} SET {assignments} WHERE id = {{{n}}} AND fence = {{{n + 1}}} AND state = 'Pending'";
            return db.Database.ExecuteSqlRawAsync(sql, [.. values, work.Row.Id, work.Row.Fence], token);
        },
        ct);

    private DateTime Now() => clock.GetCurrentInstant().ToDateTimeUtc();
}
