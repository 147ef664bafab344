using PracticeCms.Outbound;

namespace PracticeCms.Messaging.Sending;

/// <summary>Stops everything that leaves the practice, for a reason, and lets it go again.</summary>
internal sealed class PauseOutbound(ISettings settings, IOutbox outbox, IUnitOfWork unitOfWork, IClock clock)
{
    // A node that learns late of the end may hold a message after the first look; settings are known everywhere within five seconds.
    private static readonly Duration SecondLook = Duration.FromSeconds(15);

    internal sealed class Request
    {
        public string? Reason { get; set; }
    }

    public Task<Result> PauseAsync(Request request, CancellationToken ct)
    {
        var reason = request.Reason?.Trim() ?? "";
        var check = new Check().That(reason.Length is > 0 and <= 200, "Reason", "Say in up to 200 characters why nothing may leave; all staff see it.");
        return check.Failed
            ? Task.FromResult<Result>(check.ToProblem())
            : ChangeAsync(true, reason, ct);
    }

    /// <summary>What was held goes, unless its time is over.</summary>
    public Task<Result> LiftAsync(CancellationToken ct) => ChangeAsync(false, "", ct);

    private Task<Result> ChangeAsync(bool pause, string reason, CancellationToken ct) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            var current = await settings.GetAsync<OutboundSettings>(token);
            if (current.IsPaused == pause)
            {
                await settings.SaveAsync(current, token); // changes nothing, and is refused where another node knows better: nobody is to rely on a pause that has ended
                return Problem.Conflict("outbound-unchanged", pause ? "Outgoing messages are paused already." : "Outgoing messages are not paused.");
            }

            await settings.SaveAsync(
                new OutboundSettings { IsPaused = pause, PauseReason = reason, MessagesAnHour = current.MessagesAnHour, MessagesADay = current.MessagesADay }, token);
            if (!pause)
            {
                var lift = Ids.New();
                await outbox.EnqueueAsync(ReleaseAfterPause.OutboxKind, $"after-pause:{lift}", new object(), ct: token);
                await outbox.EnqueueAsync(ReleaseAfterPause.OutboxKind, $"after-pause:{lift}:again", new object(), clock.GetCurrentInstant() + SecondLook, ct: token);
            }

            return Result.Ok;
        },
        ct);
}
