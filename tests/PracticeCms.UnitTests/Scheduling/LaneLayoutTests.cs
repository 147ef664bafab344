using System.Globalization;
using CsCheck;
using PracticeCms.Scheduling.Calendar;

namespace PracticeCms.UnitTests.Scheduling;

public sealed class LaneLayoutTests
{
    [Fact]
    public void Visits_that_only_touch_have_the_whole_width() =>
        Assert.Equal([new Lane(0, 1), new Lane(0, 1)], LaneLayout.Arrange([(540, 570), (570, 600)]));

    [Fact]
    public void Visits_that_overlap_stand_side_by_side() =>
        Assert.Equal([new Lane(0, 2), new Lane(1, 2)], LaneLayout.Arrange([(540, 600), (550, 570)]));

    [Fact]
    public void A_chain_of_overlaps_shares_its_lanes_and_reuses_them() =>
        Assert.Equal([new Lane(0, 2), new Lane(1, 2), new Lane(0, 2)], LaneLayout.Arrange([(540, 570), (560, 600), (570, 590)]));

    [Fact]
    public void The_order_of_the_answer_is_that_of_the_question() =>
        Assert.Equal([new Lane(1, 2), new Lane(0, 2)], LaneLayout.Arrange([(550, 570), (540, 600)]));

    [Fact]
    public void Nothing_is_arranged_as_nothing() => Assert.Empty(LaneLayout.Arrange([]));

    [Fact]
    public void No_two_overlapping_visits_share_a_lane_while_there_are_lanes() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[1, 12]).Array[0, 12].Sample(spans =>
        {
            var visits = spans.Select(s => (Start: s.Item1, End: s.Item1 + s.Item2)).ToList();
            var lanes = LaneLayout.Arrange(visits);
            for (var i = 0; i < visits.Count; i++)
            {
                Assert.InRange(lanes[i].Index, 0, lanes[i].Count - 1);
                for (var j = 0; j < i; j++)
                {
                    var overlap = visits[i].Start < visits[j].End && visits[j].Start < visits[i].End;
                    Assert.False(overlap && lanes[i].Index == lanes[j].Index && lanes[i].Count < LaneLayout.MaxLanes);
                    Assert.False(overlap && lanes[i].Count != lanes[j].Count);
                }
            }
        });
}

public sealed class BoardQueryTests
{
    private static readonly LocalDate Today = new(2026, 3, 4);

    [Fact]
    public void What_the_address_does_not_say_is_today_for_everybody() =>
        Assert.Equal(new BoardQuery(Today, BoardView.Day, null, null, false), BoardQuery.Parse(null, null, null, null, null, Today));

    [Fact]
    public void Nonsense_in_the_address_is_ignored() =>
        Assert.Equal(new BoardQuery(Today, BoardView.Day, null, null, false), BoardQuery.Parse("31-31-31", "7", "x", "'", "no", Today));

    [Fact]
    public void An_address_read_again_is_the_same_board()
    {
        var query = new BoardQuery(new LocalDate(2026, 12, 31), BoardView.Week, Ids.New(), Ids.New(), true);
        var values = query.Pairs().ToDictionary(p => p.Name, p => p.Value);

        Assert.Equal(query, BoardQuery.Parse(values["date"], values["view"], values["practitioner"], values["location"], values["cancelled"], Today));
    }

    [Theory]
    [InlineData("en-GB", 2026, 3, 2)]
    [InlineData("en-US", 2026, 3, 1)]
    [InlineData("ar-SA", 2026, 3, 1)]
    public void A_week_begins_where_the_culture_begins_it(string culture, int year, int month, int day)
    {
        var query = new BoardQuery(Today, BoardView.Week, null, null, false);

        Assert.Equal(new LocalDate(year, month, day), query.From(CultureInfo.GetCultureInfo(culture)));
        Assert.Equal(6, Period.DaysBetween(query.From(CultureInfo.GetCultureInfo(culture)), query.Until(CultureInfo.GetCultureInfo(culture))));
    }
}
