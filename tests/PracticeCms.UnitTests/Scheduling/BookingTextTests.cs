using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Booking;

namespace PracticeCms.UnitTests.Scheduling;

public sealed class BookingTextTests
{
    [Fact]
    public void A_slot_key_reads_back_as_it_was_written()
    {
        var key = new SlotKey(Ids.New(), Ids.New(), Instant.FromUtc(2026, 3, 2, 14, 30), true);

        Assert.Equal(key, SlotKey.Parse(key.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("not base 64 at all!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_slot_key_is_refused(string? text) => Assert.Null(SlotKey.Parse(text));

    [Theory]
    [InlineData("09:00-12:30", 540, 750)]
    [InlineData("9-17", 540, 1020)]
    [InlineData("22:00–06:00", 1320, 1800)]
    [InlineData("00:00-24:00", 0, 1440)]
    public void Hours_are_read_as_people_write_them(string text, int start, int end) => Assert.Equal((start, end), HourText.Parse(text));

    [Theory]
    [InlineData("9")]
    [InlineData("25:00-26:00")]
    [InlineData("09:00-09:00")]
    [InlineData("09:00-12:00, 11:00-13:00")]
    public void Hours_that_make_no_sense_are_refused(string text) => Assert.Null(HourText.ParseAll(text));
}
