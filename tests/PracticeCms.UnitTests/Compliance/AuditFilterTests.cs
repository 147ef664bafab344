using PracticeCms.Compliance.Explorer;

namespace PracticeCms.UnitTests.Compliance;

public sealed class AuditFilterTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    [Fact]
    public void Days_begin_and_end_in_the_zone_of_the_practice()
    {
        var query = (AuditFilter.None with { From = "2026-03-28", To = "2026-03-29" }).ToQuery(null, Berlin);

        Assert.Equal(Instant.FromUtc(2026, 3, 27, 23, 0), query.From);
        Assert.Equal(Instant.FromUtc(2026, 3, 29, 22, 0), query.To);
    }

    [Fact]
    public void What_is_no_day_is_no_condition() => Assert.Null((AuditFilter.None with { From = "soon" }).ToQuery(null, Berlin).From);

    [Fact]
    public void The_address_carries_the_filter_and_nothing_else()
    {
        var filter = AuditFilter.None with { Client = "C-00042", Action = "read", Kind = " " };

        Assert.Equal("admin/privacy?client=C-00042&action=read&page=2", filter.Url("admin/privacy", 2));
        Assert.Equal("admin/privacy", AuditFilter.None.Url("admin/privacy", 1));
    }

    [Theory]
    [InlineData("Phone", "phone")]
    [InlineData("BirthDate,GivenName", "birth date, given name")]
    public void Fields_read_like_words(string fields, string words) => Assert.Equal(words, AuditWords.Fields(fields));
}
