using CsCheck;
using PracticeCms.Billing.Taxes;

namespace PracticeCms.UnitTests.Billing;

public sealed class AllocationTests
{
    private static readonly Gen<(long Total, long[] Weights)> Cases =
        Gen.Select(Gen.Long[-1_000_000_000, 1_000_000_000], Gen.Long[0, 1_000_000].Array[1, 20]);

    [Fact]
    public void Parts_sum_exactly_to_the_whole() =>
        Cases.Where(c => c.Weights.Sum() > 0).Sample(c => Allocation.Split(c.Total, c.Weights).Sum() == c.Total, iter: 2_000);

    [Fact]
    public void Zero_weight_gets_zero() =>
        Cases.Where(c => c.Weights.Sum() > 0).Sample(
            c => Allocation.Split(c.Total, c.Weights).Zip(c.Weights).All(p => p.Second != 0 || p.First == 0), iter: 2_000);

    [Fact]
    public void No_part_is_a_whole_unit_away_from_its_exact_share() =>
        Cases.Where(c => c.Weights.Sum() > 0).Sample(
            c => Allocation.Split(c.Total, c.Weights).Zip(c.Weights)
                .All(p => decimal.Abs(p.First - ((decimal)c.Total * p.Second / c.Weights.Sum())) < 1), iter: 2_000);

    [Fact]
    public void Signed_weights_sum_exactly_too() =>
        Gen.Select(Gen.Long[-1_000_000, 1_000_000], Gen.Long[-1_000_000, 1_000_000].Array[1, 20]).Where((_, w) => w.Sum() != 0)
            .Sample((total, weights) => Allocation.Split(total, weights) is var parts && parts.Sum() == total && parts.Zip(weights).All(p => p.Second != 0 || p.First == 0), iter: 2_000);

    [Fact]
    public void What_is_left_goes_to_the_largest_fraction_and_then_to_the_earlier_part() =>
        Assert.Equal([34, 33, 33], Allocation.Split(100, [1, 1, 1]));

    [Fact]
    public void Nothing_is_split_over_nothing() => Assert.Throws<ArgumentException>(() => Allocation.Split(1, [0, 0]));
}
