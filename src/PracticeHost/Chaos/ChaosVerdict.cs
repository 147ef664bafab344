using Microsoft.EntityFrameworkCore;
using PracticeCms.Backups;
using PracticeCms.Kernel.Data;

namespace PracticeHost.Chaos;

/// <summary>What the database holds, against what the guests were told.</summary>
internal sealed record ChaosVerdict(int Lost, int Doubled, int Unfinished, IReadOnlyList<string> Wrong)
{
    private sealed record Visit(string Id, string Status, long? Minute);

    private sealed record Count(string Name, int Times);

    public static async Task<ChaosVerdict> FindAsync(IServiceProvider services, IReadOnlyCollection<Promise> promises, IReadOnlyCollection<Taken> taken, CancellationToken ct)
    {
        var db = services.GetRequiredService<KernelDb>();
        var visits = (await db.Database.SqlQueryRaw<Visit>(
            """
            SELECT LOWER(CAST(a.id AS text)) AS "Id", a.status AS "Status", (SELECT MIN(c.start_minute) FROM scheduling_claim c WHERE c.appointment_id = a.id AND c.is_active) AS "Minute"
            FROM scheduling_appointment a
            """).ToListAsync(ct)).ToDictionary(v => v.Id);
        var lost = promises.Count(p => !visits.TryGetValue(p.Id, out var visit) || !Agrees(p, visit));
        var overlaps = await NumberAsync(
            db,
            """
            SELECT COUNT(*) AS "Value" FROM scheduling_claim a JOIN scheduling_claim b ON b.resource_id = a.resource_id AND b.id > a.id AND b.start_minute < a.end_minute AND a.start_minute < b.end_minute
            WHERE a.is_active AND b.is_active AND NOT a.is_overbook AND NOT b.is_overbook
            """,
            ct);
        var mails = await CountsAsync(db, "SELECT to_address AS \"Name\", CAST(COUNT(*) AS int) AS \"Times\" FROM messaging_outgoing_mail WHERE state = 'Sent' AND subject = 'See you' GROUP BY to_address", ct);
        var runs = await CountsAsync(db, "SELECT correlation_id AS \"Name\", CAST(COUNT(*) AS int) AS \"Times\" FROM workflows_workflow GROUP BY correlation_id", ct);
        var (unpaid, paidTwice, unbalanced) = await MoneyAsync(db, taken, ct);
        var unmailed = promises.Count(p => !p.WasChanged && !mails.ContainsKey(Promise.AddressOf(p.Number)));
        var doubled = overlaps + Math.Max(0, visits.Count - promises.Count) + mails.Values.Count(t => t > 1) + runs.Values.Count(t => t > 1) + paidTwice;

        // What was still to come for a visit ends with it.
        var stopped = await CountsAsync(
            db,
            """
            SELECT sentence AS "Name", CAST(COUNT(*) AS int) AS "Times" FROM kernel_incident WHERE state = 'Open' GROUP BY sentence
            UNION ALL SELECT 'A workflow is ' || w.status, CAST(COUNT(*) AS int) FROM workflows_workflow w
            WHERE w.status <> 'Finished' AND NOT (w.status = 'Aborted' AND EXISTS (SELECT 1 FROM scheduling_appointment a WHERE a.status = 'Cancelled' AND LOWER(CAST(a.id AS text)) = LOWER(w.correlation_id)))
            GROUP BY w.status
            """,
            ct);
        return new ChaosVerdict(
            lost + unmailed + unpaid, doubled, stopped.Values.Sum(), [.. unbalanced, .. stopped.Select(s => $"{s.Value} times: {s.Key}"), .. await WrongAsync(services, ct)]);
    }

    /// <summary>Each payment that was told stands once, none stands that was not asked for, no number is missing, and the books balance.</summary>
    private static async Task<(int Unpaid, int PaidTwice, IEnumerable<string> Unbalanced)> MoneyAsync(KernelDb db, IReadOnlyCollection<Taken> taken, CancellationToken ct)
    {
        var payments = await CountsAsync(db, "SELECT idempotency_key AS \"Name\", CAST(COUNT(*) AS int) AS \"Times\" FROM billing_payment GROUP BY idempotency_key", ct);
        var paid = await CountsAsync(db, "SELECT LOWER(CAST(invoice_id AS text)) AS \"Name\", CAST(-SUM(amount_minor) AS int) AS \"Times\" FROM billing_journal_line WHERE invoice_id IS NOT NULL AND payment_id IS NOT NULL AND amount_minor < 0 GROUP BY invoice_id", ct);
        var numbers = await NumberAsync(db, "SELECT COUNT(*) AS \"Value\" FROM billing_number_counter c WHERE c.last_number <> CASE c.series_code WHEN 'receipt' THEN (SELECT COUNT(*) FROM billing_payment) ELSE (SELECT COUNT(*) FROM billing_invoice WHERE number IS NOT NULL) END", ct);
        var entries = await NumberAsync(db, "SELECT COUNT(*) AS \"Value\" FROM (SELECT entry_id FROM billing_journal_line GROUP BY entry_id HAVING SUM(amount_minor) <> 0) e", ct);
        return (
            taken.Count(t => !payments.ContainsKey(t.PaymentKey) || paid.GetValueOrDefault(t.Invoice) != 9_500),
            Math.Max(0, payments.Values.Sum() - taken.Count),
            [.. numbers > 0 ? (string[])["numbers: some are missing"] : [], .. entries > 0 ? (string[])[$"ledger: {entries} postings do not balance"] : []]);
    }

    public static async Task<bool> IsWorkLeftAsync(IServiceProvider services, CancellationToken ct) => await NumberAsync(
        services.GetRequiredService<KernelDb>(), "SELECT COUNT(*) AS \"Value\" FROM kernel_outbox WHERE state = 'Pending' AND kind <> 'background-task'", ct) > 0;

    private static bool Agrees(Promise told, Visit found) =>
        told.IsUnsure || (told.IsCancelled ? found.Status == "Cancelled" : found.Status != "Cancelled" && found.Minute == told.Minute);

    private static async Task<List<string>> WrongAsync(IServiceProvider services, CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var check in services.GetRequiredService<IFeatureServices<IRestoreCheck>>())
        {
            if (await check.CheckAsync(ct) is { } sentence)
            {
                wrong.Add($"{check.Name}: {sentence}");
            }
        }

        return wrong;
    }

    private static Task<int> NumberAsync(KernelDb db, string sql, CancellationToken ct) => db.Database.SqlQueryRaw<int>(sql.Replace("COUNT(*)", "CAST(COUNT(*) AS int)", StringComparison.Ordinal)).SingleAsync(ct);

    private static async Task<Dictionary<string, int>> CountsAsync(KernelDb db, string sql, CancellationToken ct) =>
        (await db.Database.SqlQueryRaw<Count>(sql).ToListAsync(ct)).ToDictionary(c => c.Name, c => c.Times, StringComparer.OrdinalIgnoreCase);
}
