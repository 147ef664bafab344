using PracticeCms.Records.Clients;

namespace PracticeCms.IntegrationTests.Records;

/// <summary>A practice that keeps clients and nothing else.</summary>
internal sealed class RecordsHost : IAsyncDisposable
{
    private readonly TestHost host;

    private RecordsHost(TestHost host) => this.host = host;

    public static async Task<RecordsHost> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database, features: ["PracticeCms.Kernel", "PracticeCms.Records"]);
        return new RecordsHost(host);
    }

    public Task<T> InAsync<T>(Func<IServiceProvider, Task<T>> work) => host.InAsync("Default", work);

    public Task InAsync(Func<IServiceProvider, Task> work) => host.InAsync("Default", work);

    public Task<Result<Guid>> CreateAsync(ClientDetails details) =>
        InAsync(s => s.GetRequiredService<CreateClient>().ExecuteAsync(new CreateClient.Request(details), default));

    public async Task<Guid> CreateAsync(string given, string family, string? email = null, string? phone = null) =>
        (await CreateAsync(new ClientDetails { GivenName = given, FamilyName = family, Email = email, Phone = phone, SaveAnyway = true })).Value;

    public async Task<IReadOnlyList<string>> SearchAsync(string query) =>
        [.. (await InAsync(s => s.GetRequiredService<ListClients>().ExecuteAsync(new ClientFilter(query, null, null, null, null, 1), default))).Rows.Select(r => r.DisplayName)];

    public Task<bool> IsRefusedAsync(string marker, string sql) => Billing.BillingPractice.IsRefusedAsync(host, marker, sql);

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
