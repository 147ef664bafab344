using System.Text.Json.Nodes;

namespace PracticeCms.Workflows.Engine;

/// <summary>The door for other modules: events come in as outbox messages, so that raising one costs a row and loses nothing.</summary>
internal sealed class WorkflowEvents(
    IUnitOfWork unitOfWork, IOutbox outbox, IFeatures features, IFeatureServices<IWorkflowEffects> effects, RescheduleWaits reschedule, EndWorkflows end) : IWorkflowManager
{
    private const string Feature = "PracticeCms.Workflows";

    public async Task TriggerEventAsync(string name, JsonObject input, string correlationId, Guid? clientId, string eventId, CancellationToken ct = default)
    {
        if (features.IsEnabled(Feature))
        {
            var message = new EventMessage(name, input, correlationId, clientId, eventId);
            await unitOfWork.RunAsync(token => outbox.EnqueueAsync(WorkflowMessages.Event, $"wfe:{name}:{eventId}", message, ct: token), ct);
        }
    }

    public Task RescheduleAsync(string correlationId, CancellationToken ct = default) =>
        ChangeAsync(correlationId, token => reschedule.ExecuteAsync(correlationId, token), ct);

    public Task CancelAsync(string correlationId, string reason, CancellationToken ct = default) =>
        ChangeAsync(correlationId, token => end.ExecuteAsync(correlationId, reason, token), ct);

    private Task ChangeAsync(string correlationId, Func<CancellationToken, Task> change, CancellationToken ct) => features.IsEnabled(Feature)
        ? unitOfWork.RunAsync(
            async token =>
            {
                foreach (var effect in effects)
                {
                    await effect.TakeBackAsync(correlationId, token);
                }

                await change(token);
            },
            ct)
        : Task.CompletedTask;
}
