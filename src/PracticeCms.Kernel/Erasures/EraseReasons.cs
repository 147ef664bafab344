using PracticeCms.Kernel.Data;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Erasures;

/// <summary>That somebody was walled off, that a record was for its team alone or opened in an emergency, stays; the words why may name the client, and go.</summary>
internal sealed class EraseReasons(KernelDb db) : IErasesClients
{
    public Task<IReadOnlyList<ErasureDecision>> DecideAsync(Guid client, CancellationToken ct) => Task.FromResult<IReadOnlyList<ErasureDecision>>(
        [new("Reasons of walls, restrictions and emergencies", ErasureOutcome.Erased, "Their words; that there were some stays.")]);

    public async Task EraseAsync(Guid client, Instant at, CancellationToken ct)
    {
        var words = Tombstone.Of(at);
        await db.Set<ClientWall>().Where(w => w.ClientId == client).ExecuteUpdateAsync(s => s.SetProperty(w => w.Reason, words), ct);
        await db.Set<ClientRestriction>().Where(r => r.ClientId == client).ExecuteUpdateAsync(s => s.SetProperty(r => r.Reason, words), ct);
        await db.Set<EmergencyAccess>().Where(e => e.ClientId == client).ExecuteUpdateAsync(s => s.SetProperty(e => e.Reason, words), ct);
    }
}
