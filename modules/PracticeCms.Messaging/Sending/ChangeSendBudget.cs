using PracticeCms.Outbound;

namespace PracticeCms.Messaging.Sending;

/// <summary>Sets how many messages may leave in an hour and on a day.</summary>
internal sealed class ChangeSendBudget(ISettings settings, IUnitOfWork unitOfWork)
{
    private const int Most = 1_000_000;

    internal sealed class Request
    {
        public int MessagesAnHour { get; set; }
        public int MessagesADay { get; set; }
    }

    public async Task<Result> ExecuteAsync(Request request, CancellationToken ct)
    {
        var check = new Check()
            .That(request.MessagesAnHour is > 0 and <= Most, "MessagesAnHour", "Give a number from 1 to 1,000,000. To send nothing, pause.")
            .That(request.MessagesADay is > 0 and <= Most, "MessagesADay", "Give a number from 1 to 1,000,000. To send nothing, pause.")
            .That(request.MessagesADay >= request.MessagesAnHour, "MessagesADay", "A day must hold what an hour may.");
        return check.Failed ? check.ToProblem() : await unitOfWork.RunAsync<Result>(
            async token =>
            {
                var current = await settings.GetAsync<OutboundSettings>(token);
                await settings.SaveAsync(
                    new OutboundSettings { IsPaused = current.IsPaused, PauseReason = current.PauseReason, MessagesAnHour = request.MessagesAnHour, MessagesADay = request.MessagesADay }, token);
                return Result.Ok;
            },
            ct);
    }
}
