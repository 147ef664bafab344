namespace PracticeCms.Kernel.Durable;

/// <summary>Decides what follows a failure: again later, a person, another process that may know it, or nothing because another worker has it.</summary>
internal sealed class WorkFailures(ITenantScopes scopes, DurableSignals signals, IClock clock, ILogger<WorkFailures> logger)
{
    public async Task HandleAsync(string tenant, TakenWork work, Exception error, bool stopping)
    {
        try
        {
            switch (error)
            {
                case LeaseLostException:
                    DurableLog.LeaseLost(logger, tenant, work.Row.Kind, work.Row.Id);
                    break;
                case OperationCanceledException when stopping:
                    await InQueueAsync(tenant, q => q.ReturnAsync(work, CancellationToken.None));
                    break;
                case UntakenWorkException:
                    await PutBackAsync(tenant, work, error);
                    break;
                case PermanentFailureException:
                    DurableLog.GaveUp(logger, error, tenant, work.Row.Kind, work.Row.Id);
                    await RaiseAsync(tenant, work, error.Message);
                    break;
                default:
                    await RetryAsync(tenant, work, error);
                    break;
            }
        }
        catch (Exception e)
        {
            // The database is away: the lease ends by itself and the attempt counts as one that never came back.
            DurableLog.FailureNotRecorded(logger, e, tenant, work.Row.Kind, work.Row.Id);
        }
    }

    public Task QuarantineAsync(string tenant, TakenWork work) => RaiseAsync(
        tenant, work, $"'{work.Row.Kind}' stopped the process {RetryPolicy.DeathsBeforeQuarantine} times and was set aside.");

    private async Task RetryAsync(string tenant, TakenWork work, Exception error)
    {
        var failures = work.Row.Failures + 1;
        if (work.Row.Kind != Jobs.BackgroundSchedules.Kind && RetryPolicy.DelayAfter(failures, work.Row.Id) is { } delay)
        {
            DurableLog.WillRetry(logger, error, tenant, work.Row.Kind, work.Row.Id, failures);
            var at = clock.GetCurrentInstant() + delay;
            await InQueueAsync(tenant, q => q.RetryAsync(work, at, CancellationToken.None));
            signals.Notify(tenant, at);
            return;
        }

        DurableLog.GaveUp(logger, error, tenant, work.Row.Kind, work.Row.Id);
        await RaiseAsync(tenant, work, Sentence(work, error));
    }

    private async Task PutBackAsync(string tenant, TakenWork work, Exception error)
    {
        var now = clock.GetCurrentInstant();
        if (RetryPolicy.BackAfter(now - Instant.Max(work.Row.Due, work.Row.CreatedAt)) is { } delay)
        {
            DurableLog.PutBack(logger, tenant, work.Row.Kind, work.Row.Id);
            await InQueueAsync(tenant, q => q.PutBackAsync(work, now + delay, CancellationToken.None));
            signals.Notify(tenant, now + delay);
            return;
        }

        DurableLog.GaveUp(logger, error, tenant, work.Row.Kind, work.Row.Id);
        await RaiseAsync(tenant, work, $"{error.Message} It has waited for a day. Put the module back that takes it, or switch its feature on, and try again; or leave it out.");
    }

    private static string Sentence(TakenWork work, Exception error) => work.Row.Kind == Jobs.BackgroundSchedules.Kind
        ? $"The background task {Jobs.BackgroundSchedules.TaskOf(work.Row.Key)} failed with {error.GetType().Name}."
        : $"'{work.Row.Kind}' failed {work.Row.Failures + 1} times, the last time with {error.GetType().Name}.";

    private Task<bool> RaiseAsync(string tenant, TakenWork work, string sentence) => scopes.RunAsync(tenant, async services =>
    {
        await services.GetRequiredService<Incidents>().RaiseAsync(work, sentence, CancellationToken.None);
        return true;
    });

    private Task<bool> InQueueAsync(string tenant, Func<WorkQueue, Task> work) => scopes.RunAsync(tenant, async services =>
    {
        await work(services.GetRequiredService<WorkQueue>());
        return true;
    });
}
