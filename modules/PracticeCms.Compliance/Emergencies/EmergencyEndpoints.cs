using Microsoft.AspNetCore.Mvc;
using PracticeCms.Records.Contracts;
using PracticeCms.Ui;

namespace PracticeCms.Compliance.Emergencies;

internal static class EmergencyEndpoints
{
    public static async Task<IResult> ReviewAsync(Guid id, [FromForm] string? verdict, HttpContext http, ReviewEmergency review, Toasts toasts, CancellationToken ct)
    {
        var result = await review.ExecuteAsync(id, verdict, ct);
        if (result.Problem is { Kind: ProblemKind.NotFound or ProblemKind.Forbidden } refused)
        {
            return refused.ToHttp();
        }

        toasts.Add(result.Problem?.Message ?? "Reviewed");
        return Results.Redirect($"{http.Request.PathBase}/admin/privacy/emergencies");
    }
}

/// <summary>Offered on the page of a record that is not there for the actor, whether it exists or not.</summary>
internal sealed class EmergencyAction : IHiddenClientActionProvider
{
    public IEnumerable<ClientAction> GetActions() => [new("Open in an emergency", "exclamation-triangle", id => $"admin/clients/{id}/emergency", Permissions.OpenInEmergency, 10)];
}
