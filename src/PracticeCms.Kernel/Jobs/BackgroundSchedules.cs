using System.Globalization;
using System.Reflection;
using Cronos;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;

namespace PracticeCms.Kernel.Jobs;

/// <summary>
/// Background tasks are timers: each firing puts the run into the outbox and sets the next timer in one transaction. So a run happens
/// once however many nodes there are, and an outage makes one late run, not many.
/// </summary>
internal sealed class BackgroundSchedules(
    KernelDb db, IFeatureServices<IBackgroundTask> tasks, ITimers timers, IUnitOfWork unitOfWork, IClock clock)
{
    public const string Kind = "background-task";

    private sealed record Plan(string Schedule);

    /// <summary>Gives every enabled task its next timer; a changed schedule replaces it, and so does a clock that was set back before an earlier time of it.</summary>
    public async Task EnsureAsync(CancellationToken ct)
    {
        if (tasks.Count == 0)
        {
            return;
        }

        var known = await db.Set<TimerRow>().Where(t => t.Kind == Kind && t.State == WorkState.Pending).Select(t => new { t.Key, t.Payload, t.Due }).ToListAsync(ct);
        var missing = tasks
            .Where(t => NextOf(t) is { } next
                && !known.Any(k => k.Key == NameOf(t) && k.Due <= next && System.Text.Json.JsonSerializer.Deserialize<Plan>(k.Payload, DurableJson.Options)!.Schedule == ScheduleOf(t)))
            .ToList();
        if (missing.Count > 0)
        {
            await unitOfWork.RunAsync(
                async token =>
                {
                    foreach (var task in missing)
                    {
                        await ScheduleAsync(task, token);
                    }
                },
                ct);
        }
    }

    public IBackgroundTask? Find(string name) => tasks.FirstOrDefault(t => NameOf(t) == name);

    public Task ScheduleAsync(IBackgroundTask task, CancellationToken ct) => NextOf(task) is { } next
        ? timers.ScheduleAsync(new TimerRequest(Kind, NameOf(task), next, new Plan(ScheduleOf(task))), ct)
        : Task.CompletedTask;

    private Instant? NextOf(IBackgroundTask task) =>
        ScheduleOf(task).Length > 0 && CronExpression.Parse(ScheduleOf(task)).GetNextOccurrence(clock.GetCurrentInstant().ToDateTimeUtc()) is { } next ? Instant.FromDateTimeUtc(next) : null;

    public static string KeyOf(string task, Instant due) => $"task:{task}:{due.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";

    public static string TaskOf(string key) => key.Split(':') is [_, var task, _] ? task.Split('.')[^1] : key;

    private static string NameOf(IBackgroundTask task) => task.GetType().FullName!;

    public static string ScheduleOf(IBackgroundTask task) => task.Schedule ?? (task.GetType().GetCustomAttribute<BackgroundTaskAttribute>() ?? new BackgroundTaskAttribute()).Schedule;
}

internal sealed record TaskRun(string Task);

/// <summary>The time of a task has come.</summary>
internal sealed class BackgroundTaskTimer(BackgroundSchedules schedules, IOutbox outbox) : ITimerHandler
{
    public string Kind => BackgroundSchedules.Kind;

    public async Task FireAsync(string key, string payload, Instant due, CancellationToken ct)
    {
        if (schedules.Find(key) is { } task && BackgroundSchedules.ScheduleOf(task).Length > 0)
        {
            await outbox.EnqueueAsync(BackgroundSchedules.Kind, BackgroundSchedules.KeyOf(key, due), new TaskRun(key), ct: ct);
            await schedules.ScheduleAsync(task, ct);
        }
    }
}

internal sealed class BackgroundTaskRun(BackgroundSchedules schedules) : IOutboxHandler
{
    public string Kind => BackgroundSchedules.Kind;

    public Task HandleAsync(OutboxMessage message, CancellationToken ct) =>
        schedules.Find(message.Read<TaskRun>().Task)?.DoWorkAsync(ct) ?? Task.CompletedTask;
}

/// <summary>Forgets finished work; keys stay long enough that nobody's late repeat finds its key free.</summary>
[BackgroundTask(Schedule = "23 3 * * *", Description = "Removes finished work older than 90 days")]
internal sealed class ForgetFinishedWork(KernelDb db, IUnitOfWork unitOfWork, IClock clock) : IBackgroundTask
{
    private static readonly Duration Keep = Duration.FromDays(90);

    public Task DoWorkAsync(CancellationToken ct)
    {
        var before = clock.GetCurrentInstant() - Keep;
        return unitOfWork.RunAsync(
            async token =>
            {
                await db.Set<OutboxRow>().Where(r => (r.State == WorkState.Done || r.State == WorkState.Dropped) && r.FinishedAt < before).ExecuteDeleteAsync(token);
                await db.Set<TimerRow>().Where(r => (r.State == WorkState.Done || r.State == WorkState.Dropped) && r.FinishedAt < before).ExecuteDeleteAsync(token);
                await db.Set<InboxRow>().Where(r => r.At < before).ExecuteDeleteAsync(token);
            },
            ct);
    }
}
