using Microsoft.EntityFrameworkCore;
using PracticeCms.Kernel.Data;

namespace PracticeCms.IntegrationTests.Durable.Faults;

/// <summary>A host whose clock is set forth and back while guests book (libfaketime).</summary>
[Trait("Category", "Long")]
public sealed class ClockFaultTests
{
    private static readonly string[] Jumps = ["+0", "+1h", "+0", "-1h", "+0", "+1d", "+0", "-1d", "+0"];

    private static readonly string? Library = Directory.Exists("/usr/lib") ? Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).FirstOrDefault() : null;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Jumps_of_the_clock_lose_and_double_nothing_and_hold_nothing_up(DatabaseProvider database)
    {
        Assert.SkipUnless(Library is not null, "libfaketime is not installed.");
        await using var cluster = database == DatabaseProvider.Postgres ? await OwnCluster.StartAsync() : null;
        var clock = Path.GetTempFileName();
        await File.WriteAllTextAsync(clock, Jumps[0]);
        await using var practice = await FaultyPractice.StartAsync(cluster?.Variable, null, 1, ("LD_PRELOAD", Library), ("FAKETIME_TIMESTAMP_FILE", clock), ("FAKETIME_NO_CACHE", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_FORCE_MONOTONIC_FIX", "0"));
        await practice.OpenAsync();
        var booked = new List<int>();
        foreach (var jump in Jumps)
        {
            var before = practice.Crowd.Bookings;
            await File.WriteAllTextAsync(clock, jump);
            await Task.Delay(4000);
            booked.Add(practice.Crowd.Bookings - before);
        }

        await practice.Crowd.StopAsync();
        await practice.HoldsAsync();
        var daily = await practice.InAsync(async services => await services.GetRequiredService<KernelDb>().Database.SqlQueryRaw<string>(
            "SELECT key AS \"Value\" FROM kernel_outbox WHERE kind = 'background-task'").ToListAsync());
        TestContext.Current.SendDiagnosticMessage($"{database}: bookings by jump {string.Join(", ", Jumps.Zip(booked, (j, b) => $"{j} {b}"))}; {practice.Failures.Count} answers from 500 on; {daily.Count} runs of nightly work");
        Assert.Empty(practice.Failures);
        Assert.All(booked, b => Assert.True(b > 0));
        File.Delete(clock);
    }
}
