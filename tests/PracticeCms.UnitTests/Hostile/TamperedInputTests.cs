using System.Globalization;

namespace PracticeCms.UnitTests.Hostile;

/// <summary>Tests whose use of memory is looked at: nothing else runs beside them.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

/// <summary>
/// Whatever comes in is read or refused by the reader's own error: no other exception, no more than ten seconds, no more than 64 MiB that stay.
/// PRACTICE_FUZZ_SEED=N begins with the seed that a failure names.
/// </summary>
[Collection("alone")]
public sealed class TamperedInputTests : IDisposable
{
    private const int Cases = 300;
    private const int AllCases = 200_000;
    private const int FirstOfMany = 1_000_000;

    private readonly HostileTargets targets = new();

    public static TheoryData<string> Names => [.. HostileTargets.Names];

    public void Dispose() => targets.Dispose();

    [Theory, MemberData(nameof(Names))]
    public async Task What_was_not_tampered_with_is_read(string name)
    {
        var target = await targets.MakeAsync(name);
        foreach (var sample in target.Samples)
        {
            await target.ReadAsync(sample);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task What_was_tampered_with_is_read_or_refused(string name) => await (await targets.MakeAsync(name)).TryAsync(Seed(1), Cases);

    [Theory, Trait("Category", "Long"), MemberData(nameof(Names))]
    public async Task What_was_tampered_with_in_200_000_ways_is_read_or_refused(string name) =>
        await (await targets.MakeAsync(name)).TryAsync(Seed(FirstOfMany), (AllCases / HostileTargets.Names.Count) + 1);

    [Fact]
    public void The_same_seed_makes_the_same_bytes()
    {
        byte[][] samples = [[1, 2, 3], "a sample"u8.ToArray()];
        var made = Enumerable.Range(0, 200).Select(seed => Mutation.Of(samples, seed)).ToList();

        Assert.Equal(made, Enumerable.Range(0, 200).Select(seed => Mutation.Of(samples, seed)));
        Assert.True(made.Select(m => Convert.ToHexString(m)).Distinct().Count() > 100);
    }

    private static int Seed(int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable("PRACTICE_FUZZ_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
