namespace PracticeCms.Kernel.Durable;

/// <summary>Does one piece of taken work in a scope of its own and says how it ended.</summary>
internal sealed class WorkRunner(WorkQueue queue, EventDispatch events, UntakenWork untaken, IUnitOfWork unitOfWork, IServiceProvider services, IClock clock)
{
    public async Task RunAsync(TakenWork work, CancellationToken ct)
    {
        if (await IsOverAsync(work, ct))
        {
            return;
        }

        switch (work.Row)
        {
            case TimerRow timer:
                await FireAsync(work, timer, ct);
                break;
            case OutboxRow { Kind: EventDispatch.HandlerKind } row:
                await FinishWithAsync(work, token => events.HandleAsync(row, token), ct);
                break;
            case OutboxRow row:
                await PerformAsync(work, row, ct);
                break;
        }
    }

    private async Task<bool> IsOverAsync(TakenWork work, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var tooLate = work.Row.NotAfter < now
            || (work.Row is TimerRow { Misfire: MisfirePolicy.Skip, Failures: 0 } timer && now - timer.Due > RetryPolicy.SkipAfter);
        if (tooLate)
        {
            await FinishWithAsync(work, _ => Task.FromResult(false), ct);
        }

        return tooLate;
    }

    private Task FireAsync(TakenWork work, TimerRow timer, CancellationToken ct) => FinishWithAsync(
        work,
        async token =>
        {
            if (services.GetRequiredService<IFeatureServices<ITimerHandler>>().FirstOrDefault(h => h.Kind == timer.Kind) is not { } handler)
            {
                return await untaken.IsOffAsync<ITimerHandler>(h => h.Kind == timer.Kind, token) ? false : throw new UntakenWorkException(timer.Kind);
            }

            await handler.FireAsync(timer.Key, timer.Payload, timer.Due, token);
            await unitOfWork.FlushAsync(token);
            CrashPoint.Hit("timer.before-commit");
            return true;
        },
        ct);

    /// <summary>The effect is outside of the database; the handler opens its own transactions, and the message is finished after it.</summary>
    private async Task PerformAsync(TakenWork work, OutboxRow row, CancellationToken ct)
    {
        if (services.GetRequiredService<IFeatureServices<IOutboxHandler>>().FirstOrDefault(h => h.Kind == row.Kind) is not { } handler)
        {
            if (!await untaken.IsOffAsync<IOutboxHandler>(h => h.Kind == row.Kind, ct))
            {
                throw new UntakenWorkException(row.Kind);
            }

            await FinishWithAsync(work, _ => Task.FromResult(false), ct);
            return;
        }

        CrashPoint.Hit("outbox.before-effect");
        await handler.HandleAsync(new OutboxMessage(row.Id, row.Kind, row.Key, row.Payload, row.Attempts), ct);
        CrashPoint.Hit("outbox.after-effect");
        await FinishWithAsync(work, _ => Task.FromResult(true), CancellationToken.None);
    }

    /// <summary>
    /// One transaction: the row is finished first, so that a lost lease stops before any effect, and rolls back with it.
    /// </summary>
    private Task FinishWithAsync(TakenWork work, Func<CancellationToken, Task<bool>> effect, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            await queue.FinishAsync(work, WorkState.Done, token);
            if (!await effect(token))
            {
                await queue.DropAsync(work, token);
            }

            CrashPoint.Hit("durable.finished");
        },
        ct);
}
