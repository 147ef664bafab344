using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace PracticeCms.IntegrationTests.Durable.Faults;

[Trait("Category", "Long")]
public sealed class DatabaseFaultTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("PRACTICE_FAULT_MINUTES") ?? "2", CultureInfo.InvariantCulture));

    [Fact]
    public async Task A_PostgreSQL_that_stops_again_and_again_loses_nothing_that_was_acknowledged()
    {
        await using var cluster = await OwnCluster.StartAsync();
        await using var practice = await FaultyPractice.StartAsync(cluster.Variable);
        practice.Crowd.Start();
        var (began, healthy) = (Stopwatch.GetTimestamp(), new List<double>());
        while (Stopwatch.GetElapsedTime(began) < Length && !practice.Crowd.HasFailed)
        {
            await Task.Delay(Random.Shared.Next(2000, 8000));
            await cluster.StopAtOnceAsync();
            await Task.Delay(Random.Shared.Next(0, 2000));
            await cluster.StartServerAsync();
            healthy.Add(await practice.UntilHealthyAsync());
        }

        await practice.Crowd.StopAsync();
        await practice.HoldsAsync();
        Report($"{healthy.Count} stops, {practice.Crowd.Bookings} bookings, {practice.Failures.Count} answers 503, healthy after at most {healthy.Max():0.00} s");
        Assert.All(practice.Failures, f => Assert.Equal(HttpStatusCode.ServiceUnavailable, f.Status));
        Assert.All(practice.Failures, f => Assert.True(f.RetryAfter > 0));
        Assert.All(healthy, seconds => Assert.InRange(seconds, 0, 5));
        Assert.True(practice.Crowd.Bookings > 20 && !practice.Failures.IsEmpty);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task On_a_full_disk_reads_go_on_writes_are_refused_and_room_heals_it(DatabaseProvider database)
    {
        using var disk = await SmallDisk.MountAsync(megabytes: database == DatabaseProvider.Sqlite ? 40 : 90);
        await using var cluster = database == DatabaseProvider.Postgres ? await OwnCluster.StartAsync(disk.Folder) : null;
        await using var practice = await FaultyPractice.StartAsync(cluster?.Variable, database == DatabaseProvider.Sqlite ? disk.Folder : null);
        practice.Crowd.Start();
        await Task.Delay(3000);
        var ballast = await disk.FillAsync();
        var began = Stopwatch.GetTimestamp();
        while (practice.Failures.Count < 20 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(200);
            await disk.FillAsync();
        }

        Assert.True(practice.Failures.Count >= 20, "The disk was never full.");
        using (var read = await practice.Http.GetAsync(new Uri(practice.Nodes[0].Address, "api/v1/public/services")))
        {
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        }

        File.Delete(ballast);
        var before = practice.Crowd.Bookings;
        var room = Stopwatch.GetTimestamp();
        while (practice.Crowd.Bookings <= before + 8 && Stopwatch.GetElapsedTime(room) < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(50);
        }

        var seconds = Stopwatch.GetElapsedTime(room).TotalSeconds;
        await practice.Crowd.StopAsync();
        await practice.HoldsAsync();
        Report($"{database}: {practice.Failures.Count} refusals ({string.Join(", ", practice.Failures.GroupBy(f => f.Status).Select(g => $"{g.Key} {g.Count()}"))}), bookings again {seconds:0.0} s after there was room");
        Assert.All(practice.Failures, f => Assert.True(f.Status is HttpStatusCode.InsufficientStorage or HttpStatusCode.ServiceUnavailable, $"{f.Status}"));
        Assert.All(practice.Failures, f => Assert.True(f.RetryAfter > 0));
        Assert.InRange(seconds, 0, 30);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_the_disk_does_not_take_for_good_is_not_acknowledged(DatabaseProvider database)
    {
        Assert.SkipUnless(Shell.Has("strace"), "strace is not installed.");
        await using var cluster = database == DatabaseProvider.Postgres ? await OwnCluster.StartAsync() : null;
        await using var practice = await FaultyPractice.StartAsync(cluster?.Variable);
        practice.Crowd.Start();
        var healthy = new List<double>();
        for (var round = 0; round < 4; round++)
        {
            await Task.Delay(1500);
            var process = cluster?.ServerId ?? practice.Nodes[0].Id.ToString(CultureInfo.InvariantCulture);

            // Every third one fails for two seconds. A server that panics of it starts anew by itself.
            await Shell.TryAsync("timeout", "-s", "INT", "2", "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=3+3", "-p", process);
            healthy.Add(await practice.UntilHealthyAsync());
        }

        await Task.Delay(1500);
        await practice.Crowd.StopAsync();
        await practice.HoldsAsync();
        Report($"{database}: {practice.Crowd.Bookings} bookings, answers {string.Join(", ", practice.Failures.GroupBy(f => f.Status).Select(g => $"{(int)g.Key} {g.Count()}"))}, healthy after at most {healthy.Max():0.00} s");
        Assert.All(practice.Failures, f => Assert.Equal(HttpStatusCode.ServiceUnavailable, f.Status));
        Assert.All(practice.Failures, f => Assert.True(f.RetryAfter > 0));
        Assert.True(practice.Crowd.Bookings > 20 && !practice.Failures.IsEmpty);
    }

    private static void Report(string line) => TestContext.Current.SendDiagnosticMessage(line);
}

/// <summary>A file system of a few megabytes in memory.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("practice-small-").FullName;
        Assert.SkipUnless(await Shell.TryAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder) == 0, "A small disk cannot be mounted here: it needs root.");
        return new SmallDisk(folder);
    }

    /// <summary>Takes all the room that is left.</summary>
    public async Task<string> FillAsync()
    {
        var ballast = Path.Combine(Folder, "ballast");
        await Shell.TryAsync("sh", "-c", $"dd if=/dev/zero bs=4k >> {ballast}");
        return ballast;
    }

    public void Dispose()
    {
        using var away = Process.Start(new ProcessStartInfo("umount", ["-l", Folder]) { UseShellExecute = false })!;
        away.WaitForExit();
        Directory.Delete(Folder);
    }
}
