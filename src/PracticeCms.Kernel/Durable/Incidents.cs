using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Durable;

/// <summary>Raises work that needs a person, and settles it: once more, or not at all.</summary>
internal sealed class Incidents(KernelDb db, WorkQueue queue, IUnitOfWork unitOfWork, ITenant tenant, DurableSignals signals, IAuditTrail audit, IClock clock) : IIncidents
{
    public Task RaiseAsync(TakenWork work, string sentence, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            await queue.FinishAsync(work, WorkState.Failed, token);
            if (work.Row.Kind is Jobs.BackgroundSchedules.Kind or PracticeCms.Audit.AuditChecks.Kind && await IsOpenAsync(work.Row.Kind, sentence, token))
            {
                // What fails each time is one incident, not one for each run.
                return;
            }

            var source = work.Table == WorkQueue.Outbox ? "outbox" : "timer";
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO kernel_incident (id, sentence, kind, source, message_id, "key", raised_at, state)
                VALUES ({Ids.New()}, {sentence}, {work.Row.Kind}, {source}, {work.Row.Id}, {work.Row.Key}, {clock.GetCurrentInstant().ToDateTimeUtc()}, 'Open')
                ON CONFLICT (message_id) WHERE state = 'Open' DO NOTHING
                """,
                token);
        },
        ct);

    public async Task<IncidentPage> ListAsync(bool onlyOpen, int page, int pageSize, CancellationToken ct = default)
    {
        var open = await db.Set<Incident>().CountAsync(i => i.State == IncidentState.Open, ct);
        var incidents = db.Set<Incident>().AsNoTracking().Where(i => !onlyOpen || i.State == IncidentState.Open);
        var rows = await incidents.OrderBy(i => i.State != IncidentState.Open).ThenByDescending(i => i.RaisedAt).ThenBy(i => i.Id)
            .Page(page, pageSize).ToListAsync(ct);
        return new IncidentPage(
            rows.ConvertAll(i => new IncidentInfo(i.Id, i.Kind, i.Sentence, i.RaisedAt, i.ResolvedAt, i.State == IncidentState.Open ? null : i.State == IncidentState.Skipped ? "skipped" : "retried", i.Reason)),
            onlyOpen ? open : await incidents.CountAsync(ct),
            open);
    }

    public Task<Result> RetryAsync(Guid id, CancellationToken ct = default) => SettleAsync(id, IncidentState.Retried, null, ct);

    public Task<Result> SkipAsync(Guid id, string? reason, CancellationToken ct = default) => string.IsNullOrWhiteSpace(reason)
        ? Task.FromResult<Result>(Problem.Invalid("Reason", "Say why this work may be left undone."))
        : SettleAsync(id, IncidentState.Skipped, reason.Trim(), ct);

    private Task<Result> SettleAsync(Guid id, IncidentState state, string? reason, CancellationToken ct) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            if (await db.Set<Incident>().FirstOrDefaultAsync(i => i.Id == id, token) is not { } incident)
            {
                return Problem.NotFound("The incident");
            }

            if (incident.State != IncidentState.Open)
            {
                return Problem.Conflict("incident-settled", "Somebody has settled this incident already.");
            }

            (incident.State, incident.ResolvedAt, incident.Reason) = (state, clock.GetCurrentInstant(), reason);
            audit.Record(state == IncidentState.Retried ? "retried" : "skipped", "Incident", entityId: id, reason: reason);
            await (state == IncidentState.Retried ? ReviveAsync(incident, token) : DropAsync(incident, token));
            return Result.Ok;
        },
        ct);

    private Task<bool> IsOpenAsync(string kind, string sentence, CancellationToken ct) =>
        db.Set<Incident>().AnyAsync(i => i.State == IncidentState.Open && i.Kind == kind && i.Sentence == sentence, ct);

    /// <summary>A timer that was set anew meanwhile stands for the one that failed: of each key one waits.</summary>
    private async Task ReviveAsync(Incident incident, CancellationToken ct)
    {
        if (Table(incident) == WorkQueue.Timers && await db.Set<TimerRow>().AnyAsync(t => t.Kind == incident.Kind && t.Key == incident.Key && t.State == WorkState.Pending, ct))
        {
            await DropAsync(incident, ct);
            return;
        }

        var now = clock.GetCurrentInstant();
        var sql = $"UPDATE {Table(incident)} SET state = 'Pending', due = {{0}}, attempts = 0, failures = 0, finished_at = NULL WHERE id = {{1}} AND state = 'Failed'";
        await db.Database.ExecuteSqlRawAsync(sql, [now.ToDateTimeUtc(), incident.MessageId], ct);
        signals.NotifyAfterCommit(unitOfWork, tenant.Name, now);
    }

    private Task DropAsync(Incident incident, CancellationToken ct)
    {
        var sql = $"UPDATE {Table(incident)} SET state = 'Dropped' WHERE id = {{0}} AND state = 'Failed'";
        return db.Database.ExecuteSqlRawAsync(sql, [incident.MessageId], ct);
    }

    private static string Table(Incident incident) => incident.Source == "outbox" ? WorkQueue.Outbox : WorkQueue.Timers;
}
