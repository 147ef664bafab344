using PracticeCms.Outbound;

namespace PracticeCms.Messaging.Sending;

/// <summary>Sets how many messages may leave in an hour and on a day.</summary>
internal sealed class ChangeSendBudget(ISettings settings, IUnitOfWork unitOfWork)
{
    internal sealed class Request
    {
        public int MessagesAnHour { get; set; }
        public int MessagesADay { get; set; }
    }

    public Task<Result> ExecuteAsync(Request request, CancellationToken ct) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            var current = await settings.GetAsync<OutboundSettings>(token);
            var wanted = new OutboundSettings { IsPaused = current.IsPaused, PauseReason = current.PauseReason, MessagesAnHour = request.MessagesAnHour, MessagesADay = request.MessagesADay };
            if (wanted.Faults() is { Failed: true } faults)
            {
                return faults.ToProblem();
            }

            await settings.SaveAsync(wanted, token);
            return Result.Ok;
        },
        ct);
}
