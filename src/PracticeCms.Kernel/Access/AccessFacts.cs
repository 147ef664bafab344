using System.Collections.Frozen;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Access;

/// <summary>
/// Whether a practice has exceptions to what its roles admit, and for whom: so that a practice without any pays nothing for them. The rows
/// themselves decide, in the query. Read again with what another process may have changed.
/// </summary>
internal sealed record AccessFacts(bool HasRestrictions, FrozenSet<Guid> Walled, IReadOnlyList<AccessFacts.Emergency> Emergencies)
{
    public static AccessFacts None { get; } = new(false, FrozenSet<Guid>.Empty, []);

    public sealed record Emergency(Guid UserId, Guid ClientId, Instant StartedAt, Instant ExpiresAt);

    public static async Task<AccessFacts> ReadAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<KernelDb>();
        var now = services.GetRequiredService<IClock>().GetCurrentInstant();
        return new AccessFacts(
            await db.Set<ClientRestriction>().AnyAsync(ct),
            (await db.Set<ClientWall>().Select(w => w.UserId).Distinct().ToListAsync(ct)).ToFrozenSet(),
            await db.Set<EmergencyAccess>().Where(e => e.ExpiresAt > now).Select(e => new Emergency(e.UserId, e.ClientId, e.StartedAt, e.ExpiresAt)).ToListAsync(ct));
    }
}

internal sealed class ClientAccessChanges(IUnitOfWork unitOfWork, TenantScope tenant, IServiceProvider services) : IClientAccessChanges
{
    public void Announce() => unitOfWork.AfterCommit(async () => tenant.Shell.Access = await AccessFacts.ReadAsync(services, CancellationToken.None));
}
