using System.Net;
using PracticeCms.IntegrationTests.Durable.Faults;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.IntegrationTests.Kernel;

/// <summary>A PostgreSQL whose certificate nobody vouches for, and a connection string that asks for one that can be trusted.</summary>
public sealed class DatabaseCertificateTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("practice-trust-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task A_server_that_is_not_trusted_is_given_no_practice_and_none_is_served_from_it_and_the_reason_is_told()
    {
        using var certificate = SelfSigned.Create();
        await using var cluster = await OwnCluster.StartAsync(certificate: certificate);
        var unknown = cluster.Through(cluster.Encrypted) + ";SSL Mode=VerifyFull";
        Environment.SetEnvironmentVariable(cluster.Variable, unknown);
        await using (var host = await TestHost.StartAsync(data))
        {
            var refused = await SetUpAsync(host, cluster);
            Assert.Equal("setup-failed", refused.Problem?.Code);
            Assert.Contains("certificate", refused.Problem?.Message, StringComparison.Ordinal);
            Assert.Null(host.App.Services.GetRequiredService<TenantRegistry>().Find("Default"));

            // Trust is all that was missing.
            Environment.SetEnvironmentVariable(cluster.Variable, $"{unknown};Root Certificate={cluster.CertificateFile}");
            var made = await SetUpAsync(host, cluster);
            Assert.True(made.Succeeded, made.Problem?.Message);
        }

        Environment.SetEnvironmentVariable(cluster.Variable, unknown);
        await using var later = await TestHost.StartAsync(data);
        using var browser = StaffSession.Anonymous(later);
        using var page = await browser.Http.GetAsync("account/signin");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("certificate", later.App.Services.GetRequiredService<TenantRegistry>().Find("Default")?.Failure, StringComparison.Ordinal);
    }

    private static Task<Result<RecipeReport>> SetUpAsync(TestHost host, OwnCluster cluster) => host.App.Services.GetRequiredService<SetupPractice>().ExecuteAsync(
        new SetupPractice.Request("Test practice", "blank", StaffSession.Email, StaffSession.Password, "Olive Owner") { Database = DatabaseProvider.Postgres, ConnectionVariable = cluster.Variable });
}
