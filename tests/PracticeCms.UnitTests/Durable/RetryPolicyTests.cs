using System.Globalization;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Kernel.Live;

namespace PracticeCms.UnitTests.Durable;

public sealed class RetryPolicyTests
{
    [Fact]
    public void There_are_five_retries_over_about_an_hour()
    {
        var delays = Enumerable.Range(1, 6).Select(n => RetryPolicy.DelayAfter(n, Guid.Empty)).ToList();

        Assert.Null(delays[5]);
        var total = delays.Take(5).Aggregate(Duration.Zero, (sum, d) => sum + d!.Value);
        Assert.InRange(total.TotalMinutes, 45, 75);
    }

    [Fact]
    public void Rows_that_failed_together_do_not_come_back_together()
    {
        var delays = Enumerable.Range(0, 50).Select(_ => RetryPolicy.DelayAfter(3, Ids.New())).Distinct();

        Assert.True(delays.Count() > 10);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_is_cut_off()
    {
        var hub = new LiveHub();
        var reader = hub.SubscribeAsync("a", "calendar", CancellationToken.None).GetAsyncEnumerator();
        var first = reader.MoveNextAsync();
        for (var i = 0; i < 200; i++)
        {
            hub.Publish("a", "calendar", i.ToString(CultureInfo.InvariantCulture));
        }

        Assert.True(await first);
        var read = 1;
        while (await reader.MoveNextAsync())
        {
            read++;
        }

        Assert.InRange(read, 2, 199);
    }

    [Theory]
    [InlineData("en-US", "Letter")]
    [InlineData("de-DE", "A4")]
    [InlineData("en-GB", "A4")]
    public void Paper_follows_the_country(string culture, string paper) => Assert.Equal(paper, PdfRenderer.PaperOf(CultureInfo.GetCultureInfo(culture)));
}
