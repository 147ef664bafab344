namespace PracticeCms.Testing;

/// <summary>
/// The PostgreSQL that tests run against: the one that <c>PRACTICE_TEST_POSTGRES</c> names, as the test script sets it. Each
/// practice gets a schema of its own in one database.
/// </summary>
public static class PostgresCluster
{
    public const string Variable = "PRACTICE_TEST_POSTGRES";

    public static bool IsAvailable => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    public static string Connection => Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException(WhyNot);

    public const string WhyNot = "PostgreSQL is not available: run the tests by ./test.sh, which starts a private cluster.";
}
