namespace PracticeCms.Workflows.Engine;

/// <summary>
/// Takes steps until the workflow waits, ends or fails; each in a scope and a transaction of its own. A crash in between loses
/// nothing: the message is delivered again and goes on where the last commit left off.
/// </summary>
internal sealed class AdvanceWorkflow(ITenantScopes scopes, ITenant tenant) : IOutboxHandler
{
    /// <summary>Tries of one step over about an hour before a person is asked.</summary>
    private const int Tries = 5;

    public string Kind => WorkflowMessages.Advance;

    public async Task HandleAsync(OutboxMessage message, CancellationToken ct)
    {
        var id = message.Read<AdvanceMessage>().WorkflowId;
        var goOn = true;
        while (goOn && !ct.IsCancellationRequested)
        {
            goOn = await StepAsync(id, message.Attempt, ct);
        }

        ct.ThrowIfCancellationRequested();
    }

    private async Task<bool> StepAsync(Guid id, int attempt, CancellationToken ct)
    {
        try
        {
            return await scopes.RunAsync(tenant.Name, sp => sp.GetRequiredService<TakeStep>().ExecuteAsync(id, ct));
        }
        catch (PermanentFailureException e)
        {
            await FaultAsync(id, e, ct);
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException && attempt >= Tries)
        {
            await FaultAsync(id, e, ct);
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await scopes.RunAsync(tenant.Name, sp => sp.GetRequiredService<FaultWorkflow>().RemarkAsync(id, e, ct));
            throw;
        }
    }

    private Task<bool> FaultAsync(Guid id, Exception error, CancellationToken ct) =>
        scopes.RunAsync(tenant.Name, sp => sp.GetRequiredService<FaultWorkflow>().ExecuteAsync(id, error, ct));
}
