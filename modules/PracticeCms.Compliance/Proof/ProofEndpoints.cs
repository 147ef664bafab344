using System.Text;
using PracticeCms.Ui;

namespace PracticeCms.Compliance.Proof;

internal static class ProofEndpoints
{
    public static async Task<IResult> CheckAsync(HttpContext http, IOutbox outbox, IUnitOfWork unitOfWork, Toasts toasts, CancellationToken ct)
    {
        await unitOfWork.RunAsync(async token => await outbox.EnqueueAsync(AuditChecks.Kind, $"{AuditChecks.Kind}:{Ids.New()}", new { }, ct: token), ct);
        toasts.Add("The check runs; reload in a moment");
        return Results.Redirect($"{http.Request.PathBase}/admin/privacy/proof");
    }

    public static async Task<IResult> CheckpointAsync(IAuditProof proof, CancellationToken ct) => (await proof.StateAsync(ct)).Note is { } note
        ? Results.File(Encoding.UTF8.GetBytes(note), "text/plain; charset=utf-8", "audit-checkpoint.txt")
        : Problem.NotFound("A checkpoint").ToHttp();
}
