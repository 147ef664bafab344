using PracticeCms.Health;
using PracticeCms.Kernel.Crypto;

namespace PracticeCms.Kernel.Erasures;

/// <summary>Whether the ledger of erasures has all that its copies have. One whose lines were changed stops the practice at its start.</summary>
internal sealed class ErasureHealth(ErasureLedger ledger, TenantKeys keys, ITenant tenant) : IHealthCheck
{
    private const string Name = "list of erasures";

    public Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken ct = default) => Task.FromResult<IReadOnlyList<HealthFinding>>(
    [
        ledger.Lost(tenant.Name, keys.Newest.Tenant).Count is var lost and > 0
            ? HealthFinding.Failed(Name, $"has lost {lost} entries that its copies beside the keys and the backups have", "See who wrote into the folder erasures; the next start takes the entries from the copies and erases again.")
            : HealthFinding.Ok(Name, "has all that its copies have"),
    ]);
}
