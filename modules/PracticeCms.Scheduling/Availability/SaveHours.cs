namespace PracticeCms.Scheduling.Availability;

/// <summary>Changes when a resource works: its week, single days, time off. Visits that are booked stay.</summary>
internal sealed class SaveHours(SchedulingDb db, IUnitOfWork unitOfWork)
{
    /// <param name="week">Ranges of the days Monday to Sunday, such as <c>09:00-12:30, 13:30-17:00</c>; a gap is a break.</param>
    public Task<Result> WeekAsync(Guid resource, IReadOnlyList<string?> week, CancellationToken ct = default)
    {
        var parsed = week.Select(HourText.ParseAll).ToList();
        var check = new Check();
        for (var i = 0; i < parsed.Count; i++)
        {
            check.That(parsed[i] is not null, $"Day{i + 1}", $"{(IsoDayOfWeek)(i + 1)}: write hours such as 09:00-12:30, 13:30-17:00.");
        }

        return check.Failed ? Task.FromResult<Result>(check.ToProblem()) : unitOfWork.RunAsync<Result>(
            async token =>
            {
                // Rules with dates or longer rhythms come from recipes and stay as they are.
                db.RemoveRange(await db.Rules.Where(r => r.ResourceId == resource && r.ValidFrom == null && r.ValidUntil == null && r.IntervalWeeks == 1).ToListAsync(token));
                db.AddRange(parsed.SelectMany((day, i) => day!.Select(range => new AvailabilityRule
                {
                    Id = Ids.New(), ResourceId = resource, Weekday = i + 1, StartMinute = range.Start, EndMinute = range.End,
                })));
                return Result.Ok;
            },
            ct);
    }

    /// <summary>Other hours on one date; empty closes it.</summary>
    public Task<Result> DayAsync(Guid? resource, LocalDate? date, string? hours, string? reason, CancellationToken ct = default)
    {
        var ranges = HourText.ParseAll(hours);
        var check = new Check().That(date is not null, "Date", "Choose a day.").That(ranges is not null, "Hours", "Write hours such as 09:00-12:30, or leave it empty to close the day.");
        return check.Failed ? Task.FromResult<Result>(check.ToProblem()) : unitOfWork.RunAsync<Result>(
            async token =>
            {
                db.RemoveRange(await db.Exceptions.Where(e => e.ResourceId == resource && e.Date == date!.Value).ToListAsync(token));
                var made = ranges!.Count == 0
                    ? [new AvailabilityException { IsClosed = true }]
                    : ranges.Select(r => new AvailabilityException { StartMinute = r.Start, EndMinute = r.End }).ToList();
                foreach (var exception in made)
                {
                    (exception.Id, exception.ResourceId, exception.Date, exception.Reason) = (Ids.New(), resource, date!.Value, reason?.Trim() ?? "");
                    db.Add(exception);
                }

                return Result.Ok;
            },
            ct);
    }

    public Task<Result> AwayAsync(Guid resource, LocalDate? from, LocalDate? until, string? reason, CancellationToken ct = default)
    {
        var check = new Check().That(from is not null, "From", "Choose the first day.").That(until is not null && until >= from, "Until", "Choose the last day, not before the first.");
        return check.Failed ? Task.FromResult<Result>(check.ToProblem()) : unitOfWork.RunAsync<Result>(
            _ =>
            {
                db.Add(new TimeOff { Id = Ids.New(), ResourceId = resource, From = from!.Value, Until = until!.Value, Reason = reason?.Trim() ?? "" });
                return Task.FromResult(Result.Ok);
            },
            ct);
    }

    /// <summary>Takes an exception of a date or a time off back.</summary>
    public Task RemoveAsync(Guid resource, LocalDate? date, Guid? timeOff, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token =>
        {
            db.RemoveRange(await db.Exceptions.Where(e => e.ResourceId == resource && e.Date == date).ToListAsync(token));
            db.RemoveRange(await db.TimeOff.Where(t => t.ResourceId == resource && t.Id == timeOff).ToListAsync(token));
        },
        ct);
}
