using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PracticeHost.Chaos;

namespace PracticeCms.IntegrationTests.Durable.Faults;

/// <summary>Two nodes on one PostgreSQL behind haproxy, as docs/hosting.md sets it up, of which one stops, dies, freezes or is cut off from the database.</summary>
[Trait("Category", "Long")]
public sealed class BalancerTests
{
    public enum Fault
    {
        AskedToStop,
        Killed,
        Frozen,
        CutOff,
    }

    [Theory]
    [InlineData(Fault.AskedToStop)]
    [InlineData(Fault.Killed)]
    [InlineData(Fault.Frozen)]
    [InlineData(Fault.CutOff)]
    public async Task Guests_are_served_on_and_nothing_is_lost_or_doubled(Fault fault)
    {
        Assert.SkipUnless(Shell.Has("haproxy"), "haproxy is not installed.");
        await using var cluster = await OwnCluster.StartAsync();
        await using var wire = Balancer.Start($"listen database\n mode tcp\n timeout connect 5s\n timeout client 10m\n timeout server 10m\n bind 127.0.0.1:{{0}}\n server db unix@{cluster.Socket}\n");
        await using var practice = await FaultyPractice.StartAsync(cluster.Variable);
        var hurt = await practice.AddNodeAsync((cluster.Variable, cluster.Through(wire.Address)));
        await using var balancer = Balancer.Start(Balancer.Web(practice.Nodes));
        practice.At = balancer.Address;
        await practice.OpenAsync();
        Assert.Empty(practice.Failures);

        await HurtAsync(fault, practice, hurt, wire);
        var away = await LongestGapAsync(practice, TimeSpan.FromSeconds(fault is Fault.Frozen or Fault.CutOff ? 25 : 8));
        await HealAsync(fault, hurt, wire);
        await Task.Delay(3000);
        await practice.Crowd.StopAsync();
        if (fault is Fault.AskedToStop or Fault.Killed)
        {
            await practice.KillNodeAsync(hurt);
        }

        await practice.HoldsAsync();
        TestContext.Current.SendDiagnosticMessage($"{fault}: {practice.Crowd.Bookings} bookings, longest time without one {away:0.0} s, {practice.Failures.Count} answers from 500 on");
        Assert.InRange(away, 0, 5);
        if (fault == Fault.AskedToStop)
        {
            Assert.Empty(practice.Failures);
        }
    }

    private static Task HurtAsync(Fault fault, FaultyPractice practice, ChildHost hurt, Balancer wire) => fault switch
    {
        Fault.AskedToStop => Shell.RunAsync("kill", "-TERM", Id(hurt.Id)),
        Fault.Killed => Shell.RunAsync("kill", "-KILL", Id(hurt.Id)),
        Fault.Frozen => Shell.RunAsync("kill", "-STOP", Id(hurt.Id)),
        _ => Shell.RunAsync("kill", "-STOP", Id(wire.Id)), // packets go nowhere, and nobody is told
    };

    private static Task HealAsync(Fault fault, ChildHost hurt, Balancer wire) => fault switch
    {
        Fault.Frozen => Shell.RunAsync("kill", "-CONT", Id(hurt.Id)),
        Fault.CutOff => Shell.RunAsync("kill", "-CONT", Id(wire.Id)),
        _ => Task.CompletedTask,
    };

    /// <summary>Seconds in which not one of eight guests was told that a visit is booked.</summary>
    private static async Task<double> LongestGapAsync(FaultyPractice practice, TimeSpan length)
    {
        var (began, last, longest, seen) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), TimeSpan.Zero, practice.Crowd.Bookings);
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            await Task.Delay(20);
            if (practice.Crowd.Bookings is var now && now > seen)
            {
                (longest, last, seen) = (TimeSpan.FromTicks(Math.Max(longest.Ticks, Stopwatch.GetElapsedTime(last).Ticks)), Stopwatch.GetTimestamp(), now);
            }
        }

        return Math.Max(longest.TotalSeconds, Stopwatch.GetElapsedTime(last).TotalSeconds);
    }

    private static string Id(int process) => process.ToString(CultureInfo.InvariantCulture);

    /// <summary>haproxy with one listener on a free port.</summary>
    private sealed class Balancer : IAsyncDisposable
    {
        private readonly Process process;
        private readonly string file;

        private Balancer(Process process, string file, Uri address) => (this.process, this.file, Address) = (process, file, address);

        public Uri Address { get; }
        public int Id => process.Id;

        public static string Web(IEnumerable<ChildHost> nodes) =>
            """
            defaults
             mode http
             timeout connect 2s
             timeout client 60s
             timeout server 60s
             timeout check 1s
             retries 3
             option redispatch 1
             retry-on conn-failure empty-response
            listen web
             bind 127.0.0.1:{0}
             option httpchk GET /health/ready

            """ + string.Join('\n', nodes.Select((n, i) => $" server n{i} 127.0.0.1:{n.Address.Port} check inter 500ms fall 2 rise 2 on-marked-down shutdown-sessions")) + "\n";

        public static Balancer Start(string configuration)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
            var file = Path.GetTempFileName();
            File.WriteAllText(file, configuration.Replace("{0}", Id(port), StringComparison.Ordinal));
            var process = Process.Start(new ProcessStartInfo("haproxy", ["-db", "-q", "-f", file]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.ErrorDataReceived += static (_, _) => { };
            process.OutputDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            return new Balancer(process, file, new Uri($"http://127.0.0.1:{port}/"));

            static string Id(int number) => number.ToString(CultureInfo.InvariantCulture);
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            File.Delete(file);
        }
    }
}
