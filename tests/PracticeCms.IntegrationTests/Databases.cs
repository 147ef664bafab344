namespace PracticeCms.IntegrationTests;

/// <summary>The databases that a suite runs on: <c>[Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]</c>.</summary>
public static class Databases
{
    public static TheoryData<DatabaseProvider> All { get; } = new(DatabaseProvider.Sqlite, DatabaseProvider.Postgres);

    /// <summary>Skips where PostgreSQL is missing; with CI=true the test script has failed before.</summary>
    public static void Need(DatabaseProvider provider) => Assert.SkipUnless(provider == DatabaseProvider.Sqlite || PostgresCluster.IsAvailable, PostgresCluster.WhyNot);
}
