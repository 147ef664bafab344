using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Files;
using PracticeCms.Kernel.Modules;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Erasures;

/// <summary>Those who keep something of clients: the kernel, and modules that have tables here, whether they are on or not; whoever needs another comes before it.</summary>
internal sealed class ErasingModules(FeatureServiceIndex index, ModuleCatalog catalog, KernelDb db, IServiceProvider services)
{
    public async Task<IReadOnlyList<IErasesClients>> ListAsync(CancellationToken ct)
    {
        var known = await db.Set<AppliedMigration>().Select(m => m.ModuleId).Distinct().ToListAsync(ct);
        return [.. index.Of(typeof(IErasesClients))
            .Where(r => r.Features.Count > 0 && known.Contains(catalog.Find(r.Features[0])?.ModuleId ?? r.Features[0]))
            .Select(r => (IErasesClients)services.GetRequiredService(r.Implementation))
            .Reverse()];
    }
}

/// <summary>
/// Destroys a client's key, removes the client's files and has each module overwrite what stands in the clear. The same for an erasure and for its
/// repetition after a restore.
/// </summary>
internal sealed class ForgetClient(KernelDb db, ErasingModules modules, FileStore files, IUnitOfWork unitOfWork)
{
    public Task ExecuteAsync(Guid client, Instant at, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            foreach (var module in await modules.ListAsync(token))
            {
                await module.EraseAsync(client, at, token);
            }

            await unitOfWork.FlushAsync(token);
            await files.DeleteOfAsync(client, token);
            var time = at.ToDateTimeUtc();
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO kernel_subject_key (subject_id, version, wrapped, wrapped_by, created_at, erased_at) VALUES ({client}, 1, NULL, 1, {time}, {time})
                ON CONFLICT (subject_id) DO UPDATE SET wrapped = NULL, erased_at = excluded.erased_at WHERE kernel_subject_key.erased_at IS NULL
                """,
                token);
        },
        ct);
}
