namespace PracticeCms.Scheduling.Booking;

/// <summary>Changes what clients may do by themselves.</summary>
internal sealed class SaveBookingPolicy(ISettings settings, IUnitOfWork unitOfWork)
{
    public Task<Result> ExecuteAsync(BookingPolicy policy, CancellationToken ct = default) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            var check = new Check()
                .That(policy.MinNoticeMinutes is >= 0 and <= 43_200, nameof(policy.MinNoticeMinutes), "Choose between 0 and 43200 minutes, which is a month.")
                .That(policy.WindowDays is >= 1 and <= 730, nameof(policy.WindowDays), "Choose between 1 and 730 days.")
                .That(policy.SlotIntervalMinutes is >= 5 and <= 240, nameof(policy.SlotIntervalMinutes), "Choose between 5 and 240 minutes.")
                .That(policy.CancelCutOffHours is >= 0 and <= 720, nameof(policy.CancelCutOffHours), "Choose between 0 and 720 hours, which is a month.")
                .That(policy.PostsPerMinute is >= 0 and <= 10_000, nameof(policy.PostsPerMinute), "Choose between 0 and 10000; 0 is no limit.")
                .That(policy.LinkDays is >= 1 and <= 3_650, nameof(policy.LinkDays), "Choose between 1 and 3650 days.");
            if (check.Failed)
            {
                return check.ToProblem();
            }

            await settings.SaveAsync(policy, token);
            return Result.Ok;
        },
        ct);
}
