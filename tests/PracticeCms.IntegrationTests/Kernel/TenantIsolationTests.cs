using System.Net;
using System.Text;
using PracticeCms.Records.Contracts;

namespace PracticeCms.IntegrationTests.Kernel;

public sealed class TenantIsolationTests
{
    private const string Canary = "Zanzibarova";

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_belongs_to_one_practice_is_nothing_in_another(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", provider);
        await host.SetUpAsync("blank", provider, "Other", "other");
        var client = await host.InAsync("Other", services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
            (await services.GetRequiredService<IClients>().CreateAsync(new NewClient("Canary", Canary, "canary@example.com", null), ct)).Value));

        using var here = await StaffSession.SignInAsync(host);
        using var there = await StaffSession.SignInAsync(host, "other");

        Assert.Contains(Canary, (await there.PageAsync($"admin/clients/{client}")).DocumentElement.TextContent);
        foreach (var path in (string[])[$"admin/clients/{client}", $"admin/clients/{client}?tab=notes", $"admin/clients/{client}/edit"])
        {
            using var answer = await here.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        foreach (var path in (string[])["admin/clients", "admin/clients?Q=canary", "admin/search?q=canary", "api/v1/clients?q=canary", "admin/privacy"])
        {
            Assert.DoesNotContain(Canary, await here.Http.GetStringAsync(path));
        }
    }

    /// <summary>On PostgreSQL they share connections, and with them prepared statements.</summary>
    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_same_statement_by_turns_finds_each_practices_own_rows(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        string[] practices = ["Default", "Other"];
        await host.SetUpAsync("blank", provider);
        await host.SetUpAsync("blank", provider, "Other", "other");
        foreach (var practice in practices)
        {
            await host.InAsync(practice, services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
                (await services.GetRequiredService<IClients>().CreateAsync(new NewClient("Canary", practice, "canary@example.com", null), ct)).Value));
        }

        var seen = new List<(string Practice, string Found)>();
        for (var i = 0; i < 20; i++)
        {
            var practice = practices[i % 2];
            var found = await host.InAsync(practice, services => services.GetRequiredService<IClients>().SearchAsync("canary", 10));
            seen.Add((practice, string.Join(", ", found.Select(c => c.DisplayName))));
        }

        Assert.All(seen, s => Assert.Equal($"Canary {s.Practice}", s.Found));
    }

    [Fact]
    public async Task A_cookie_of_one_practice_is_noise_in_another()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite, "Other", "other");
        using var here = await StaffSession.SignInAsync(host);
        var stolen = string.Join("; ", here.Cookies.GetAllCookies().Select(c => $"{c.Name}={c.Value}"));

        using var thief = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
        thief.DefaultRequestHeaders.Add("Cookie", stolen);
        using var own = await thief.GetAsync("admin");
        using var foreign = await thief.GetAsync("other/admin");
        using var post = await thief.PostAsync("other/account/signout", new StringContent("", Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, post.StatusCode);
    }
}
