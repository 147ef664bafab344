using System.Text.Json;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Erasures;

/// <summary>Erases a client, unless a duty refuses; records what was decided, and writes it into the ledger outside of the database.</summary>
internal sealed class EraseClient(KernelDb db, ErasingModules modules, ForgetClient forget, KeepErasures keep, IUnitOfWork unitOfWork, ICurrentActor actor, IAuditTrail audit, IClock clock) : IErasure
{
    public async Task<IReadOnlyList<ErasureDecision>> PlanAsync(Guid client, CancellationToken ct = default)
    {
        var decisions = new List<ErasureDecision>();
        foreach (var module in (await modules.ListAsync(ct)).Reverse())
        {
            decisions.AddRange(await module.DecideAsync(client, ct));
        }

        return decisions;
    }

    public async Task<ErasureRecord?> FindAsync(Guid client, CancellationToken ct = default) =>
        (await db.Set<ErasureRow>().AsNoTracking().FirstOrDefaultAsync(r => r.ClientId == client, ct))?.ToRecord();

    public async Task<Result<ErasureRecord>> EraseAsync(Guid client, string reason, CancellationToken ct = default)
    {
        var result = await unitOfWork.RunAsync<Result<ErasureRecord>>(
            async token =>
            {
                if (await db.Set<SubjectKey>().AnyAsync(k => k.SubjectId == client && k.ErasedAt != null, token))
                {
                    return Problem.Conflict("client-erased", "This record was erased before.");
                }

                var decisions = await PlanAsync(client, token);
                if (decisions.FirstOrDefault(d => d.Outcome == ErasureOutcome.Refuses) is { } refusal)
                {
                    return Problem.Conflict("erasure-refused", $"{refusal.Data}: {refusal.Why}");
                }

                var row = new ErasureRow { ClientId = client, At = clock.GetCurrentInstant(), By = actor.DisplayName, Reason = reason, Decisions = JsonSerializer.Serialize(decisions, DurableJson.Options) };
                await forget.ExecuteAsync(client, row.At, token);
                db.Add(row);
                audit.Record("erased", "Client", client, client, reason);
                return row.ToRecord();
            },
            ct);
        if (result.Succeeded)
        {
            await keep.ExecuteAsync(ct);
        }

        return result;
    }
}
