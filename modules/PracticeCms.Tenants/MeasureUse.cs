namespace PracticeCms.Hosting;

[BackgroundTask(Schedule = "5 * * * *", Description = "Measures what each practice of this host holds")]
internal sealed class MeasureUse(ITenants tenants) : IBackgroundTask
{
    public Task DoWorkAsync(CancellationToken ct) => tenants.GatherUsageAsync(ct);
}
