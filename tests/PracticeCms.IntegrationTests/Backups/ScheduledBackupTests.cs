using PracticeCms.Health;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;

namespace PracticeCms.IntegrationTests.Backups;

public sealed class ScheduledBackupTests
{
    [Fact]
    public async Task Each_night_leaves_one_backup_and_the_rules_take_the_old_ones_away()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite, features: "PracticeCms.Kernel");
        using var key = RecoveryKey.Create();
        host.App.Services.GetRequiredService<BackupFolder>().SaveKey(key);
        var pump = host.App.Services.GetRequiredService<IDurablePump>();
        await pump.DrainAsync("Default");
        for (var night = 0; night < 16; night++)
        {
            host.Clock.Advance(Duration.FromDays(1));
            await pump.DrainAsync("Default");
        }

        var kept = BackupFolder.List(Path.Combine(host.DataFolder, "backups"), "Default");
        Assert.InRange(kept.Count, 8, 10); // seven days, and of the weeks and months before them one each
        Assert.Equal(7, kept.Take(7).Select(b => b.TakenAt.InUtc().Date).Distinct().Count());
        Assert.Equal(HealthState.Ok, host.App.Services.GetRequiredService<BackupCheck>().Of("Default").State);
        host.Clock.Advance(Duration.FromHours(49));
        Assert.Equal(HealthState.Warning, host.App.Services.GetRequiredService<BackupCheck>().Of("Default").State);
    }

    [Fact]
    public async Task A_backup_that_fails_is_an_incident_and_doctor_tells_of_it()
    {
        var file = Path.GetTempFileName();
        await using var host = await TestHost.StartAsync(services: s => s.AddSingleton(new BackupOptions { Folder = Path.Combine(file, "below a file") }));
        await host.CreateBareAsync(DatabaseProvider.Sqlite, features: "PracticeCms.Kernel");
        using var key = RecoveryKey.Create();
        host.App.Services.GetRequiredService<BackupFolder>().SaveKey(key);
        var pump = host.App.Services.GetRequiredService<IDurablePump>();
        await pump.DrainAsync("Default");
        host.Clock.Advance(Duration.FromDays(1));
        await pump.DrainAsync("Default");

        var incident = Assert.Single(await host.InAsync("Default", s => s.GetRequiredService<KernelDb>().Set<Incident>().ToListAsync()));
        Assert.Contains("was not backed up", incident.Sentence, StringComparison.Ordinal);
        var finding = host.App.Services.GetRequiredService<BackupCheck>().Of("Default");
        Assert.Equal(HealthState.Warning, finding.State);
        Assert.Contains("failed", finding.Detail, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task An_empty_schedule_means_never()
    {
        await using var host = await TestHost.StartAsync(services: s => s.AddSingleton(sp => new BackupOptions { Folder = "unused", Schedule = "" }));
        await host.CreateBareAsync(DatabaseProvider.Sqlite, features: "PracticeCms.Kernel");
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

        var timers = await host.InAsync("Default", s => s.GetRequiredService<KernelDb>().Set<TimerRow>().Select(t => t.Key).ToListAsync());
        Assert.NotEmpty(timers);
        Assert.DoesNotContain(timers, t => t.Contains("Backup", StringComparison.Ordinal));
    }
}
