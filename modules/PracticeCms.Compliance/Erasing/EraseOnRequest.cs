using PracticeCms.Records.Contracts;

namespace PracticeCms.Compliance.Erasing;

/// <summary>Erases a client for good. Who asks for it says why, and types the client's number, so that it is not the wrong one.</summary>
internal sealed class EraseOnRequest(IClients clients, IErasure erasure, IVocabulary words)
{
    /// <summary>A choice, not a text: what is typed might name the client, and would stay.</summary>
    public static IReadOnlyList<string> Reasons { get; } = ["Asked for by the person", "Consent was withdrawn", "No longer needed", "Entered by mistake", "Ordered by a court or an authority"];

    public sealed record Request(Guid ClientId, string? Reason, string? Number);

    public async Task<Result<ErasureRecord>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        if (await clients.FindAsync(request.ClientId, ct) is not { } client)
        {
            return Problem.NotFound(words["Client"]);
        }

        var check = new Check()
            .That(Reasons.Contains(request.Reason), nameof(request.Reason), "Choose why.")
            .That(string.Equals(request.Number?.Trim(), client.Number, StringComparison.OrdinalIgnoreCase), nameof(request.Number), $"Type {client.Number}, the number of the record that is erased.");
        return check.Failed ? check.ToProblem() : await erasure.EraseAsync(request.ClientId, request.Reason!, ct);
    }
}

internal sealed class EraseAction : IClientActionProvider
{
    public IEnumerable<ClientAction> GetActions() => [new("Erase", "trash", id => $"admin/clients/{id}/erase", Permissions.EraseClients, 95)];
}
