namespace PracticeCms.IntegrationTests.Durable.Faults;

/// <summary>The verb itself: a host that dies again and again under its guests, at random and at each named point of its work.</summary>
[Trait("Category", "Long")]
public sealed class ChaosTests
{
    private const string Variable = "PRACTICE_CHAOS_TRIAL";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Sixty_deaths_lose_and_double_nothing(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var cluster = database == DatabaseProvider.Postgres ? await OwnCluster.StartAsync() : null;
        var folder = Directory.CreateTempSubdirectory("practice-chaos-test-").FullName;
        string[] verb = ["chaos", "--seed", "41", "--minutes", "20", "--kills", "60", .. cluster is null ? (string[])[] : ["--postgres", Variable]];
        (string, string)[] environment = cluster is null ? [] : [(Variable, Environment.GetEnvironmentVariable(cluster.Variable)!)];

        var (code, said) = await PracticeProcess.RunAsync(folder, verb, environment: environment);

        TestContext.Current.SendDiagnosticMessage($"{database}: {said}");
        Assert.True(code == 0, said);
        Assert.Contains("Lost 0, doubled 0, unfinished 0", said, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
