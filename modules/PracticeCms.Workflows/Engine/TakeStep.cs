using PracticeCms.Workflows.Activities;
using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Engine;

/// <summary>
/// Takes the next step of a workflow: the activity's changes, its journal row, what it waits for and where the workflow stands
/// commit together, or not at all.
/// </summary>
internal sealed class TakeStep(WorkflowsDb db, IUnitOfWork unitOfWork, WorkflowStore store, ActivityCatalog catalog, Waits waits, ISettings settings, IClock clock)
{
    public const int StepLimit = 10_000;

    /// <summary>True where another step is to be taken.</summary>
    public Task<bool> ExecuteAsync(Guid workflowId, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token =>
            {
                if (await store.OpenAsync(workflowId, token) is not { Row.Status: WorkflowStatus.Executing } workflow
                    || (await settings.GetAsync<WorkflowSettings>(token)).IsStopped)
                {
                    return false;
                }

                if (workflow.State.Pending.Count > 0)
                {
                    await StepAsync(workflow, token);
                }

                await SettleAsync(workflow, token);
                return workflow.Row.Status == WorkflowStatus.Executing;
            },
            ct);

    private async Task StepAsync(OpenWorkflow workflow, CancellationToken ct)
    {
        if (workflow.Row.Steps >= StepLimit)
        {
            throw new PermanentFailureException($"Stopped after {StepLimit:N0} steps: this workflow seems to go round in circles.");
        }

        var next = workflow.State.Pending[0];
        workflow.State.Pending.RemoveAt(0);
        if (workflow.Graph.Find(next.ActivityId) is not { } node)
        {
            return;
        }

        var activity = catalog.Make(node);
        var context = store.Context(workflow, next.ActivityId, next.Visit);
        var result = await RunAsync(activity, context, next.IsResume, ct);
        workflow.Row.CorrelationId = context.CorrelationId;
        workflow.Row.ClientId = context.ClientId;
        workflow.State.LastResult = context.LastResult?.DeepClone();
        var sentence = node.Title.Length > 0 ? node.Title : activity.Sentence;
        if (result?.Outcome is null && result is not null)
        {
            await waits.AddAsync(workflow, activity, next, sentence, result, ct);
            return;
        }

        IReadOnlyList<string> outcomes = result is null ? [] : activity is IManyOutcomes many ? many.Taken : [result.Outcome!];
        Journal(workflow, next, node.Name, sentence, result is null ? "Not applicable" : string.Join(", ", outcomes));
        Walk.Leave(workflow.Graph, workflow.State, next.ActivityId, outcomes);
        var overtaken = Walk.Overtaken(workflow.Graph, activity, next.ActivityId, outcomes);
        workflow.State.Pending.RemoveAll(p => overtaken.Contains(p.ActivityId));
        await waits.RemoveAsync(workflow.Row.Id, overtaken, ct);
    }

    private static async Task<ActivityResult?> RunAsync(IActivity activity, WorkflowContext context, bool isResume, CancellationToken ct)
    {
        if (isResume)
        {
            return await activity.ResumeAsync(context, ct);
        }

        var runs = activity is EventActivity || await activity.CanExecuteAsync(context, ct);
        return runs ? await activity.ExecuteAsync(context, ct) : null;
    }

    private void Journal(OpenWorkflow workflow, PendingActivity step, string name, string sentence, string outcome)
    {
        workflow.Row.Steps++;
        workflow.Row.Remark = null;
        db.Steps.Add(new WorkflowStep
        {
            Id = Ids.New(),
            WorkflowId = workflow.Row.Id,
            Number = workflow.Row.Steps,
            ActivityId = step.ActivityId,
            ActivityName = name,
            Visit = step.Visit,
            Sentence = sentence,
            Outcome = outcome,
            At = clock.GetCurrentInstant(),
        });
    }

    private async Task SettleAsync(OpenWorkflow workflow, CancellationToken ct)
    {
        if (workflow.State.Pending.Count == 0)
        {
            workflow.Row.Status = await waits.AnyAsync(workflow.Row.Id, ct) ? WorkflowStatus.Halted : WorkflowStatus.Finished;
        }

        workflow.Keep(clock.GetCurrentInstant());
    }
}
