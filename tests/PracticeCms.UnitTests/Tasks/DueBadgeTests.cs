using System.Globalization;
using PracticeCms.Tasks.List;

namespace PracticeCms.UnitTests.Tasks;

public sealed class DueBadgeTests
{
    private static readonly LocalDate Today = new(2026, 3, 2);

    [Theory]
    [InlineData(-5, "5 days late", "danger")]
    [InlineData(-1, "Since yesterday", "danger")]
    [InlineData(0, "Today", "warning")]
    [InlineData(1, "Tomorrow", "info")]
    [InlineData(3, "Thursday", "info")]
    [InlineData(30, "Apr 1, 2026", "neutral")]
    public void A_day_reads_as_people_say_it(int days, string text, string tone)
    {
        var badge = DueBadge.For(Today.PlusDays(days), Today, CultureInfo.InvariantCulture)!;

        Assert.Equal((text, tone), (badge.Text, badge.Tone));
    }

    [Fact]
    public void A_task_without_a_day_has_no_badge() => Assert.Null(DueBadge.For(null, Today, CultureInfo.InvariantCulture));

    [Fact]
    public void A_task_that_is_opened_again_forgets_who_completed_it()
    {
        var task = new StaffTask();
        task.Complete(Instant.FromUtc(2026, 3, 2, 9, 0), Ids.New());
        task.Reopen();

        Assert.Equal((TaskState.Open, null, null), (task.State, task.CompletedAt, task.CompletedBy));
    }
}
