using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Data;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Erasures;

/// <summary>What duties keep of erased clients, and its end. Asked of the modules each time: a database that was restored knows it too.</summary>
internal sealed class KeptOfErased(KernelDb db, ErasingModules modules, IUnitOfWork unitOfWork, IAuditTrail audit, ITenant tenant, IClock clock) : IKeptOfErased
{
    public async Task<IReadOnlyList<KeptData>> ListAsync(CancellationToken ct = default)
    {
        var (erased, kept) = (await ErasedAsync(ct), new List<KeptData>());
        foreach (var module in erased.Count > 0 ? await modules.ListAsync(ct) : [])
        {
            kept.AddRange(await module.KeptAsync(erased, ct));
        }

        return [.. kept.OrderBy(k => k.Until).ThenBy(k => k.Client)];
    }

    /// <summary>Erases what was kept until a day that is over: each client in a transaction of its own.</summary>
    /// <returns>Of how many clients.</returns>
    public async Task<int> EraseDueAsync(CancellationToken ct)
    {
        var (erased, today, count) = (await ErasedAsync(ct), tenant.Today(clock), 0);
        foreach (var module in erased.Count > 0 ? await modules.ListAsync(ct) : [])
        {
            foreach (var due in (await module.KeptAsync(erased, ct)).Where(k => k.Until < today))
            {
                await unitOfWork.RunAsync(token => EraseAsync(module, due, token), ct);
                count++;
            }
        }

        return count;
    }

    private Task<List<Guid>> ErasedAsync(CancellationToken ct) => db.Set<SubjectKey>().Where(k => k.ErasedAt != null).Select(k => k.SubjectId).Distinct().ToListAsync(ct);

    private async Task EraseAsync(IErasesClients module, KeptData due, CancellationToken ct)
    {
        await module.EraseKeptAsync(due.Client, clock.GetCurrentInstant(), ct);
        audit.Record("erased", "Client", due.Client, due.Client, $"{due.Data}, kept until {NodaTime.Text.LocalDatePattern.Iso.Format(due.Until)}");
    }
}

[BackgroundTask(Schedule = "35 2 * * *", Description = "Erases what was kept of erased clients until a day that is over")]
internal sealed class EraseDue(KeptOfErased kept, KeepErasures keep) : IBackgroundTask
{
    public async Task DoWorkAsync(CancellationToken ct)
    {
        if (await kept.EraseDueAsync(ct) > 0)
        {
            await keep.ExecuteAsync(ct);
        }
    }
}
