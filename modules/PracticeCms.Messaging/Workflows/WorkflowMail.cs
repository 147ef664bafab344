using PracticeCms.Messaging.Contracts;

namespace PracticeCms.Messaging.Workflows;

/// <summary>Mails about one record form a group: what is unsent goes when the record is cancelled or moved.</summary>
internal sealed class WorkflowMail(IMail mail) : IWorkflowEffects
{
    public static string Group(string correlationId) => $"workflow:{correlationId}";

    public Task TakeBackAsync(string correlationId, CancellationToken ct) => mail.CancelGroupAsync(Group(correlationId), ct);
}
