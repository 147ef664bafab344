using Npgsql;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Tenants;

namespace PracticeCms.UnitTests.Data;

public sealed class PostgresEncryptionTests
{
    [Theory]
    [InlineData("Host=/var/run/postgresql", SslMode.Prefer)]
    [InlineData("Host=@socket", SslMode.Prefer)]
    [InlineData("Host=localhost", SslMode.Prefer)]
    [InlineData("Host=127.0.0.1", SslMode.Prefer)]
    [InlineData("Host=::1", SslMode.Prefer)]
    [InlineData("Host=localhost:5433,127.0.0.1:5434", SslMode.Prefer)]
    [InlineData("Host=db.example", SslMode.VerifyFull)]
    [InlineData("Server=10.0.0.7", SslMode.VerifyFull)]
    [InlineData("Host=localhost.example", SslMode.VerifyFull)]
    [InlineData("Host=localhost,db.example", SslMode.VerifyFull)]
    [InlineData("Host=db.example;SSL Mode=Require", SslMode.Require)]
    [InlineData("Host=db.example;SslMode=Disable", SslMode.Disable)]
    public async Task A_connection_that_leaves_the_machine_looks_at_the_servers_certificate_unless_its_string_says_otherwise(string text, SslMode expected)
    {
        var variable = "PRACTICE_TEST_" + Ids.New().ToString("N");
        Environment.SetEnvironmentVariable(variable, text + ";Username=practice");
        await using var connections = new ConnectionFactory(new DataFolder(Path.GetTempPath()));
        await using var connection = connections.Create(new TenantDefinition { Name = "far", Database = DatabaseProvider.Postgres, ConnectionVariable = variable });

        Assert.Equal(expected, new NpgsqlConnectionStringBuilder(connection.ConnectionString).SslMode);
    }

    [Theory]
    [InlineData("Host=localhost;SSL Mode=Disable", null)]
    [InlineData("Host=db.example", null)]
    [InlineData("Host=db.example;SSL Mode=VerifyFull", null)]
    [InlineData("Host=db.example;SSL Mode=VerifyCA", "takes any server")]
    [InlineData("Host=db.example;SSL Mode=Require", "whoever answers")]
    [InlineData("Host=db.example;SSL Mode=Prefer", "in clear")]
    [InlineData("Host=db.example;SSL Mode=Disable", "in clear")]
    public void A_string_that_asks_for_less_is_known_to(string text, string? weakness)
    {
        var said = PostgresEncryption.Weakness(PostgresEncryption.Read(text));

        Assert.Equal(weakness is null, said is null);
        Assert.Contains(weakness ?? "", said ?? "", StringComparison.Ordinal);
    }
}
