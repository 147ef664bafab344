using System.Net;
using Microsoft.Extensions.Hosting;
using PracticeCms.Audit;
using PracticeCms.IntegrationTests.Backups;
using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Settings;

namespace PracticeCms.IntegrationTests.Hosting;

public sealed class TenantTests
{
    private const string Feature = "PracticeCms.Tenants";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_feature_of_the_default_tenant_is_nothing_in_another(DatabaseProvider database)
    {
        await using var practices = await HostedPractices.StartAsync(database, "Other");
        await practices.Host.InAsync("Other", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            s.GetRequiredService<KernelDb>().Add(new EnabledFeature { Id = Feature, ModuleId = Feature, IsEnabled = true });
            await s.GetRequiredService<IUnitOfWork>().FlushAsync(ct);
        }));
        practices.Host.Clock.Advance(Duration.FromSeconds(10));

        var (offered, isOn, refused, known) = await practices.Host.InAsync("Other", async s =>
        {
            var features = s.GetRequiredService<IFeatures>();
            var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => features.EnableAsync([Feature]));
            return (features.All.Any(f => f.Id == Feature), features.IsEnabled(Feature), problem.Message, s.GetRequiredService<ITenants>().List().Count);
        });
        using var host = await StaffSession.SignInAsync(practices.Host);
        using var foreign = await StaffSession.SignInAsync(practices.Host, "other");
        using var list = await host.Http.GetAsync("admin/tenants");
        using var foreignList = await foreign.Http.GetAsync("admin/tenants");
        using var foreignPage = await foreign.Http.GetAsync("admin/tenants/Default");

        Assert.Equal((false, false, 0), (offered, isOn, known));
        Assert.Contains("default tenant only", refused);
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreignList.StatusCode, foreignPage.StatusCode));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_new_practice_invites_its_administrator(DatabaseProvider database)
    {
        await using var practices = await HostedPractices.StartAsync(database);
        var made = await practices.AsHostAsync(t => t.CreateAsync(practices.New("River") with { Address = "https://river.example.com/" }));

        Assert.True(made.Succeeded, made.Problem?.Message);
        Assert.StartsWith("https://river.example.com/river/account/invite/", made.Value.Invitation!.AbsoluteUri);
        using var anybody = StaffSession.Anonymous(practices.Host);
        using var page = await anybody.Http.GetAsync(made.Value.Invitation.PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("created River: recipe blank", Assert.Single(await practices.AuditedAsync()));
    }

    [Fact]
    public async Task No_two_practices_answer_at_the_same_place()
    {
        await using var practices = await HostedPractices.StartAsync(DatabaseProvider.Sqlite, "One", "Two");
        Task<Result> SetAsync(string name, string? prefix, params string[] hosts) => practices.AsHostAsync(t => t.ChangeAsync(new TenantChange(name) { Prefix = prefix, Hosts = hosts }));

        Assert.Equal(ProblemKind.Conflict, (await SetAsync("Two", "ONE")).Problem!.Kind);
        Assert.Equal(ProblemKind.Conflict, (await SetAsync("Two", "")).Problem!.Kind);
        Assert.Equal(ProblemKind.Conflict, (await SetAsync("Two", "", "localhost")).Problem!.Kind);
        Assert.Equal(ProblemKind.Invalid, (await SetAsync("Two", "admin")).Problem!.Kind);
        Assert.Equal(ProblemKind.Invalid, (await SetAsync("Two", "two", "https://two.example.com")).Problem!.Kind);
        Assert.Equal(ProblemKind.Invalid, (await SetAsync("Default", "main")).Problem!.Kind);
        Assert.Empty(await practices.AuditedAsync());

        Assert.True((await SetAsync("Two", "", "Praxis-Müller.example")).Succeeded);
        Assert.Equal(["xn--praxis-mller-klb.example"], practices.Registry.Find("Two")!.Definition.Hosts);
        Assert.Equal(ProblemKind.Conflict, (await SetAsync("One", "", "xn--praxis-mller-klb.example")).Problem!.Kind);
        Assert.Equal(ProblemKind.Conflict, (await practices.AsHostAsync(t => t.CreateAsync(practices.New("Three") with { Prefix = "one" }))).Problem!.Kind);
        Assert.Equal("changed Two: host names '' to 'xn--praxis-mller-klb.example'; prefix 'two' to ''", Assert.Single(await practices.AuditedAsync()));

        using var http = new HttpClient { BaseAddress = practices.Host.Address };
        http.DefaultRequestHeaders.Host = "XN--PRAXIS-MLLER-KLB.example";
        Assert.Equal("Two", practices.Registry.Resolve("XN--PRAXIS-MLLER-KLB.example", "book")!.Definition.Name);
        using var there = await http.GetAsync("two/");
        Assert.Equal(HttpStatusCode.NotFound, there.StatusCode);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_suspended_practice_answers_503_rests_and_keeps_its_data(DatabaseProvider database)
    {
        await using var practices = await HostedPractices.StartAsync(database, "Other");
        var pump = practices.Host.App.Services.GetRequiredService<IDurablePump>();
        using var staff = await StaffSession.SignInAsync(practices.Host, "other");
        await pump.DrainAsync("Other");

        Assert.True((await practices.AsHostAsync(t => t.SuspendAsync("Other"))).Succeeded);
        practices.Host.Clock.Advance(Duration.FromDays(2));
        using var request = new HttpRequestMessage(HttpMethod.Get, "admin") { Headers = { { "Accept", "text/html" } } };
        using var suspended = await staff.Http.SendAsync(request);
        var rested = await pump.DrainAsync("Other");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, suspended.StatusCode);
        Assert.Contains("This practice is suspended", await suspended.Content.ReadAsStringAsync());
        Assert.Equal(0, rested);
        Assert.Equal("tenant-state", (await practices.AsHostAsync(t => t.SuspendAsync("Other"))).Problem!.Code);

        Assert.True((await practices.AsHostAsync(t => t.ResumeAsync("Other"))).Succeeded);
        Assert.True(await pump.DrainAsync("Other") > 0);
        using var back = await staff.Http.GetAsync("admin");
        Assert.EndsWith("/other/account/signin", back.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(["suspended Other: state Running to Suspended", "resumed Other: state Suspended to Running"], await practices.AuditedAsync());
        Assert.Equal("default-tenant", (await practices.AsHostAsync(t => t.SuspendAsync("Default"))).Problem!.Code);
    }

    [Fact]
    public async Task A_session_of_a_practice_does_not_outlive_its_suspension()
    {
        await using var practices = await HostedPractices.StartAsync(DatabaseProvider.Sqlite, "Other");
        using var staff = await StaffSession.SignInAsync(practices.Host, "other");
        using var before = await staff.Http.GetAsync("admin");
        await practices.AsHostAsync(t => t.SuspendAsync("Other"));
        await practices.AsHostAsync(t => t.ResumeAsync("Other"));
        using var after = await staff.Http.GetAsync("admin");

        Assert.EndsWith("/other/admin", before.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.EndsWith("/other/account/signin", after.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_deleted_practice_is_gone_and_its_backup_restores(DatabaseProvider database)
    {
        await using var practices = await HostedPractices.StartAsync(database, "Other");
        using var key = practices.KeepKey();
        var definition = practices.Registry.Find("Other")!.Definition;
        var folder = practices.Host.App.Services.GetRequiredService<DataFolder>().Tenant("Other");
        Assert.Equal("TypedName", (await practices.AsHostAsync(t => t.DeleteAsync(new TenantDeletion("Other", "other")))).Problem!.Fields.Single().Field);
        Assert.Equal(TenantState.Running, practices.Registry.Find("Other")!.Definition.State);

        var deleted = await practices.AsHostAsync(t => t.DeleteAsync(new TenantDeletion("Other", "Other")));

        Assert.True(deleted.Succeeded, deleted.Problem?.Message);
        Assert.False(Directory.Exists(folder));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(practices.Host.DataFolder, "deleted")));
        Assert.False(await HasTablesAsync(practices.Host, definition));
        using var anybody = StaffSession.Anonymous(practices.Host);
        using var gone = await anybody.Http.GetAsync("other/account/signin");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Contains("deleted Other", (await practices.AuditedAsync())[^1]);

        var data = Directory.CreateTempSubdirectory("practice-restored-").FullName;
        Directory.CreateDirectory(Path.Combine(data, "keys"));
        foreach (var master in (string[])["master.key", "master.id"])
        {
            File.Copy(Path.Combine(practices.Host.DataFolder, "keys", master), Path.Combine(data, "keys", master));
        }

        var restored = await BackedPractice.RestoreAsync(data, new RestoreBackup.Request(deleted.Value, key));
        Assert.True(restored.Succeeded, restored.Problem?.Message);
        await using (var app = TestHost.Compose(data))
        {
            var there = app.Services.GetRequiredService<TenantRegistry>().Find("Other")!;
            there.Definition.State = TenantState.Running;
            var name = await app.Services.GetRequiredService<TenantScopes>().RunAsync(there, async s => (await s.GetRequiredService<ISettings>().GetAsync<PracticeSettings>()).Name);
            Assert.Equal("Test practice", name);
            await app.Services.GetRequiredService<TenantDatabase>().DropAsync(there.Definition);
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Without_a_recovery_key_a_deletion_has_to_say_that_nothing_is_kept()
    {
        await using var practices = await HostedPractices.StartAsync(DatabaseProvider.Sqlite, "Other");
        var refused = await practices.AsHostAsync(t => t.DeleteAsync(new TenantDeletion("Other", "Other")));
        var isThere = Directory.Exists(practices.Host.App.Services.GetRequiredService<DataFolder>().Tenant("Other"));
        var deleted = await practices.AsHostAsync(t => t.DeleteAsync(new TenantDeletion("Other", "Other") { WithoutBackup = true }));

        Assert.Equal("WithoutBackup", refused.Problem!.Fields.Single().Field);
        Assert.True(isThere);
        Assert.Equal("", deleted.Value);
        Assert.Null(practices.Registry.Find("Other"));
        Assert.True((await practices.AsHostAsync(t => t.CreateAsync(practices.New("Other")))).Succeeded);
    }

    [Fact]
    public async Task A_new_practice_of_a_deleted_ones_name_has_an_audit_of_its_own()
    {
        await using var practices = await HostedPractices.StartAsync(DatabaseProvider.Sqlite, "Other");
        var services = practices.Host.App.Services;
        Task SealAsync() => services.GetRequiredService<SealAudit>().ExecuteAsync(practices.Registry.Find("Other")!, sign: true, TestContext.Current.CancellationToken);
        await SealAsync();
        await practices.AsHostAsync(t => t.DeleteAsync(new TenantDeletion("Other", "Other") { WithoutBackup = true }));
        await practices.AsHostAsync(t => t.CreateAsync(practices.New("Other")));
        await SealAsync();

        var check = await practices.Host.InAsync("Other", s => s.GetRequiredService<IAuditProof>().CheckAsync());

        Assert.True(check.IsIntact, string.Join("; ", check.Faults));
        Assert.Equal(check.Events, check.ProvenTo);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_recipe_that_fails_in_one_practice_does_not_touch_the_others(DatabaseProvider database)
    {
        await using var practices = await HostedPractices.StartAsync(database, "Other");
        var file = Path.Combine(practices.Host.DataFolder, "many.recipe.json");
        await File.WriteAllTextAsync(file, """{"name":"many","steps":[{"name":"settings","PracticeSettings":{"Phone":"555"}},{"name":"feature","enable":["PracticeCms.Tenants"]}]}""");
        Task<string> PhoneAsync(string tenant) => practices.Host.InAsync(tenant, async s => (await s.GetRequiredService<ISettings>().GetAsync<PracticeSettings>()).Phone);
        Task<Result<IReadOnlyList<TenantRecipeRun>>> RunAsync(bool dry) => practices.AsHostAsync(t => t.RunRecipeAsync(file, ["Other", "Default"], dry));

        var tried = (await RunAsync(true)).Value;
        var before = (await PhoneAsync("Other"), await PhoneAsync("Default"));
        var ran = (await RunAsync(false)).Value;

        Assert.Equal([("Other", false), ("Default", true)], tried.Select(t => (t.Tenant, t.Succeeded)));
        Assert.Equal([("Other", false), ("Default", true)], ran.Select(t => (t.Tenant, t.Succeeded)));
        Assert.Contains("PracticeCms.Tenants", ran[0].Problems.Single());
        Assert.NotEqual("555", before.Item2);
        Assert.NotEqual("555", await PhoneAsync("Other"));
        Assert.Equal("555", await PhoneAsync("Default"));
        Assert.Equal("ran many in Other, Default; failed in Other", Assert.Single(await practices.AuditedAsync()));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Use_is_measured_without_starting_a_practice(DatabaseProvider database)
    {
        await using var practices = await HostedPractices.StartAsync(database, "Other");
        practices.Registry.Add(practices.Registry.Find("Other")!.Definition); // as after a start of the host
        await practices.AsHostAsync(async t =>
        {
            await t.GatherUsageAsync();
            return true;
        });
        var usage = await practices.AsHostAsync(t => Task.FromResult(t.Find("Other")!.Usage!));

        Assert.Null(usage.Failure);
        Assert.Equal((0, 1), (usage.Figures["clients"], usage.Figures["users"]));
        Assert.True(usage.StorageBytes > 100_000, $"{usage.StorageBytes}");
        Assert.False(practices.Registry.Find("Other")!.IsStarted);
    }

    [Fact]
    public async Task A_running_host_notices_what_another_process_did()
    {
        await using var practices = await HostedPractices.StartAsync(DatabaseProvider.Sqlite, "Other");
        await using (var other = TestHost.Compose(practices.Host.DataFolder))
        {
            var suspended = await other.Services.GetRequiredService<ITenantScopes>().RunAsync("Default", s => s.GetRequiredService<ITenants>().SuspendAsync("Other"));
            Assert.True(suspended.Succeeded);
        }

        practices.Host.App.Services.GetServices<IHostedService>().OfType<TenantsWatch>().Single().Look();
        using var anybody = StaffSession.Anonymous(practices.Host, "other");
        using var answer = await anybody.Http.GetAsync("account/signin");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task The_console_makes_suspends_and_deletes_a_practice()
    {
        await using var practices = await HostedPractices.StartAsync(DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(practices.Host);
        using var made = await staff.SubmitAsync(
            "admin/tenants/new",
            form => form["Input.PracticeName"] = "Riverside", ("Input.Tenant", "River"), ("Input.Recipe", "blank"), ("Input.AdminEmail", "rita@example.com"), ("Input.Prefix", "river"));
        Assert.Contains("/river/account/invite/", await made.Content.ReadAsStringAsync());

        Assert.Contains("Riverside", (await staff.PageAsync("admin/tenants?q=river")).QuerySelector("tbody")!.TextContent);
        using var refused = await staff.SendAsync("admin/tenants/River", await staff.PageAsync("admin/tenants/River"), "[name='Input.Prefix']", form => form["Input.Prefix"] = "account");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var suspended = await staff.SendAsync("admin/tenants/River", await staff.PageAsync("admin/tenants/River"), "form[action$=suspend] button", _ => { });
        Assert.Equal(TenantState.Suspended, practices.Registry.Find("River")!.Definition.State);
        using var deleted = await staff.SendAsync("admin/tenants/River", await staff.PageAsync("admin/tenants/River"), "[name='Delete.TypedName']", form => (form["Delete.TypedName"], form["Delete.WithoutBackup"]) = ("River", "true"));

        Assert.Null(practices.Registry.Find("River"));
        using var gone = await staff.Http.GetAsync("admin/tenants/River");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static async Task<bool> HasTablesAsync(TestHost host, TenantDefinition tenant)
    {
        if (tenant.Database == DatabaseProvider.Sqlite)
        {
            return File.Exists(Path.Combine(host.DataFolder, "Tenants", tenant.Name, "practice.db"));
        }

        await using var connection = host.App.Services.GetRequiredService<ConnectionFactory>().Create(tenant);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM pg_namespace WHERE nspname = '{tenant.Schema}'";
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }
}
