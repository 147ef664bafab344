using System.Numerics;

namespace PracticeCms.Billing.Taxes;

/// <summary>Splits a whole into parts by weight, in minor units, so that the parts sum to the whole exactly.</summary>
internal static class Allocation
{
    /// <summary>
    /// Largest remainder: each part gets the floor of its exact share, and what is left goes one unit each to the largest fractions,
    /// the earlier part first. A zero weight gets zero. Weights may be negative (a discount line), their sum must not be zero unless the total is.
    /// </summary>
    public static IReadOnlyList<long> Split(long total, IReadOnlyList<long> weights)
    {
        var sum = weights.Aggregate(BigInteger.Zero, (a, w) => a + w);
        var parts = new long[weights.Count];
        if (total == 0)
        {
            return parts;
        }

        if (sum.IsZero)
        {
            throw new ArgumentException("An amount cannot be split over weights that sum to zero.", nameof(weights));
        }

        var fractions = new (BigInteger Fraction, int Index)[weights.Count];
        var left = new BigInteger(total);
        for (var i = 0; i < parts.Length; i++)
        {
            var (floor, fraction) = FloorDivide(new BigInteger(total) * weights[i] * sum.Sign, BigInteger.Abs(sum));
            parts[i] = (long)floor;
            left -= floor;
            fractions[i] = (fraction, i);
        }

        foreach (var (_, index) in fractions.OrderByDescending(f => f.Fraction).ThenBy(f => f.Index).Take((int)left))
        {
            parts[index]++;
        }

        return parts;
    }

    private static (BigInteger Floor, BigInteger Remainder) FloorDivide(BigInteger value, BigInteger by)
    {
        var floor = BigInteger.DivRem(value, by, out var remainder);
        return remainder.Sign < 0 ? (floor - 1, remainder + by) : (floor, remainder);
    }
}
