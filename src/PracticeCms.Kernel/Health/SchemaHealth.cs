using PracticeCms.Health;
using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Health;

/// <summary>Whether the tables are those that this program knows. It serves newer ones, as a node does that is still to be updated.</summary>
internal sealed class SchemaHealth(Migrator migrator) : IHealthCheck
{
    private const string Name = "tables";

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken ct = default) =>
    [
        await migrator.NewerAsync(ct) is { Count: > 0 } newer
            ? HealthFinding.Warning(Name, $"are newer than this program: {string.Join(", ", newer)}", "Update this host, or the module, to the version that made them; it serves them until then, and knows nothing of what is new.")
            : HealthFinding.Ok(Name, "are those of this program"),
    ];
}
