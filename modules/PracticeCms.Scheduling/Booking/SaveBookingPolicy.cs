namespace PracticeCms.Scheduling.Booking;

/// <summary>Changes what clients may do by themselves.</summary>
internal sealed class SaveBookingPolicy(ISettings settings, IUnitOfWork unitOfWork)
{
    public Task<Result> ExecuteAsync(BookingPolicy policy, string? stamp = null, CancellationToken ct = default) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            if (policy.Faults() is { Failed: true } faults)
            {
                return faults.ToProblem();
            }

            if (Stamp.Check(stamp, await settings.GetAsync<BookingPolicy>(token)) is { } stale)
            {
                return stale;
            }

            await settings.SaveAsync(policy, token);
            return Result.Ok;
        },
        ct);
}
