using System.Globalization;
using System.Net;
using PracticeCms.Kernel.Data;

namespace PracticeCms.IntegrationTests.Durable.Faults;

/// <summary>
/// One write or one flush after the other fails once: the Nth that a thread of the host makes while guests book, move and cancel, for numbers that
/// are spread over the work of some visits. <c>PRACTICE_FAULT_WRITES</c> says for how many (25).
/// </summary>
[Trait("Category", "Long")]
public sealed class EachWriteTests
{
    private static readonly int Steps = int.Parse(Environment.GetEnvironmentVariable("PRACTICE_FAULT_WRITES") ?? "25", CultureInfo.InvariantCulture);

    /// <summary>Visits until the host has compiled what is hot.</summary>
    private const int WarmUp = 20;

    /// <summary>Visits whose calls are counted.</summary>
    private const int Counted = 12;

    /// <summary>Visits in which a thread comes to the call, however the work falls on threads.</summary>
    private const int Most = 150;

    /// <summary>Visits of which one is booked again at the latest.</summary>
    private const int Patience = 20;

    [Theory]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("fdatasync,fsync", "EIO")]
    public async Task What_fails_at_any_write_loses_doubles_and_halves_nothing(string calls, string error)
    {
        Assert.SkipUnless(Shell.Has("strace"), "strace is not installed.");
        await using var practice = await FaultyPractice.StartAsync(postgresVariable: null);
        var guests = await HastyGuests.ComeAsync(practice);
        await VisitAsync(guests, WarmUp, () => false);
        var last = await CountAsync(practice, guests, calls);
        var missed = new List<int>();
        var tried = Enumerable.Range(0, Steps).Select(i => 1 + (i * (last - 1) / Math.Max(1, Steps - 1))).Distinct().ToList();
        foreach (var nth in tried)
        {
            if (!await HurtAsync(practice, guests, calls, string.Create(CultureInfo.InvariantCulture, $"error={error}:when={nth}")))
            {
                missed.Add(nth);
            }

            var before = practice.Crowd.Bookings;
            await VisitAsync(guests, Patience, () => practice.Crowd.Bookings > before);
            Assert.True(practice.Crowd.Bookings > before, $"Nothing is booked any more after the failure of call {nth}.");
        }

        await practice.KillNodeAsync(practice.Nodes[0]);
        await practice.AddNodeAsync();
        await guests.AreThereOnceAsync();
        TestContext.Current.SendDiagnosticMessage(
            $"{calls}: {tried.Count - missed.Count} of {tried.Count} numbers up to {last} failed; {practice.Crowd.Bookings} bookings and {guests.Unanswered} that were not acknowledged, answers {string.Join(", ", practice.Failures.GroupBy(f => f.Status).Select(g => $"{(int)g.Key} {g.Count()}"))}");
        Assert.All(practice.Failures, f => Assert.True(f.Status is HttpStatusCode.InsufficientStorage or HttpStatusCode.ServiceUnavailable, $"{f.Status}"));
        Assert.All(practice.Failures, f => Assert.True(f.RetryAfter > 0));
        Assert.NotEmpty(practice.Failures);
        await guests.ComeBackAsync();
        await practice.HoldsAsync();
        await IsSoundAsync(practice);
        Assert.Empty(missed);
    }

    private static async Task VisitAsync(HastyGuests guests, int most, Func<bool> isEnough)
    {
        for (var i = 0; i < most && !isEnough(); i++)
        {
            await guests.VisitAsync();
        }
    }

    /// <summary>How many calls a busy thread makes for some visits.</summary>
    private static async Task<int> CountAsync(FaultyPractice practice, HastyGuests guests, string calls)
    {
        await using var tracer = await Tracer.AttachAsync(practice.Nodes[0].Id, calls);
        await VisitAsync(guests, Counted, () => false);
        return Math.Max(1, tracer.MostOfOneThread);
    }

    /// <summary>Whether a call came to it.</summary>
    private static async Task<bool> HurtAsync(FaultyPractice practice, HastyGuests guests, string calls, string fault)
    {
        await using var tracer = await Tracer.AttachAsync(practice.Nodes[0].Id, calls, fault);
        await VisitAsync(guests, Most, () => tracer.HasHurt);
        return tracer.HasHurt;
    }

    private static async Task IsSoundAsync(FaultyPractice practice)
    {
        Assert.Equal("ok", Assert.Single(await AskAsync(practice, "SELECT integrity_check AS \"Value\" FROM pragma_integrity_check")));
        Assert.Empty(await AskAsync(practice, "SELECT \"table\" AS \"Value\" FROM pragma_foreign_key_check"));
        var (code, said) = await PracticeProcess.RunAsync(practice.Folder, ["audit", "verify"]);
        Assert.True(code == 0, said);
    }

    private static Task<List<string>> AskAsync(FaultyPractice practice, string sql) =>
        practice.InAsync(services => services.GetRequiredService<KernelDb>().Database.SqlQueryRaw<string>(sql).ToListAsync());
}
