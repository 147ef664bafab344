using PracticeCms.Workflows.Activities;

namespace PracticeCms.UnitTests.Workflows;

public class QuietHoursTests
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["America/New_York"];

    [Theory]
    [InlineData("2026-03-03T12:00", "2026-03-03T12:00")]
    [InlineData("2026-03-03T08:00", "2026-03-03T08:00")]
    [InlineData("2026-03-03T20:00", "2026-03-03T19:59")]
    [InlineData("2026-03-03T23:30", "2026-03-03T19:59")]
    [InlineData("2026-03-03T06:30", "2026-03-02T19:59")]
    [InlineData("2026-03-08T07:00", "2026-03-07T19:59")]
    public void Nobody_is_reminded_at_night(string wanted, string sent)
    {
        var due = Local(wanted).InZoneLeniently(Zone).ToInstant();

        Assert.Equal(Local(sent), QuietHours.MoveEarlier(due, Zone).InZone(Zone).LocalDateTime);
    }

    [Fact]
    public void What_is_moved_is_never_later_than_asked()
    {
        var start = Instant.FromUtc(2026, 1, 1, 0, 0);

        Assert.All(Enumerable.Range(0, 24 * 365), h => Assert.True(QuietHours.MoveEarlier(start + Duration.FromHours(h), Zone) <= start + Duration.FromHours(h)));
    }

    [Fact]
    public void A_wait_reads_as_a_sentence()
    {
        var wait = new WaitUntilTask(null!, null!) { OffsetHours = -24, NotAtNight = true };

        Assert.Equal("Wait until 24 hours before the visit, not at night", wait.Sentence);
    }

    private static LocalDateTime Local(string text) => NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text).Value;
}
