using System.Text;
using PracticeCms.Ui;

namespace PracticeCms.Compliance.Proof;

internal static class ProofEndpoints
{
    /// <summary>However often it is pressed, one check a minute.</summary>
    public static async Task<IResult> CheckAsync(HttpContext http, IOutbox outbox, IUnitOfWork unitOfWork, IClock clock, Toasts toasts, CancellationToken ct)
    {
        var minute = clock.GetCurrentInstant().ToUnixTimeSeconds() / 60;
        await unitOfWork.RunAsync(async token => await outbox.EnqueueAsync(AuditChecks.Kind, $"{AuditChecks.Kind}:{minute}", new { }, ct: token), ct);
        toasts.Add("The check runs; reload in a moment");
        return Results.Redirect($"{http.Request.PathBase}/admin/privacy/proof");
    }

    public static async Task<IResult> CheckpointAsync(IAuditProof proof, CancellationToken ct) => (await proof.StateAsync(ct)).Note is { } note
        ? Results.File(Encoding.UTF8.GetBytes(note), "text/plain; charset=utf-8", "audit-checkpoint.txt")
        : Problem.NotFound("A checkpoint").ToHttp();
}
