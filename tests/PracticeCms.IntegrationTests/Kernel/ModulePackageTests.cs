using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using PracticeCms.Access;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Packages;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.IntegrationTests.Kernel;

/// <summary>The life of a package: packed, placed, looked at, used, removed, its data purged; each by the verbs an agency calls.</summary>
public sealed class ModulePackageTests : IDisposable
{
    private const string Module = "PracticeCms.Notices";
    private readonly string data = Directory.CreateTempSubdirectory("practice-packages-").FullName;

    private string PackageOut => Path.Combine(data, "notices.practicemodule");
    private PackageStore Store => new(new DataFolder(data));
    private string Placed => Path.Combine(data, "Modules", Module, "1.0.0");

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact, Trait("Category", "Long")]
    public async Task Each_verb_says_by_its_exit_code_what_became_of_it()
    {
        Assert.Equal(0, (await RunAsync("module", "pack", Path.Combine(NoticesBuild.Folder, "net10.0"), "--out", PackageOut)).Code);
        Assert.Equal(2, (await RunAsync("module", "add", PackageOut)).Code);
        Assert.Equal(0, (await RunAsync("module", "add", PackageOut, "--allow-unsigned")).Code);
        await using (var host = await TestHost.StartAsync(data))
        {
            await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
            await SwitchAsync(host, on: true);
        }

        var (_, listed) = await RunAsync("module", "list");
        Assert.Equal("package", listed.GetProperty("modules").EnumerateArray().Single(m => m.GetProperty("id").GetString() == Module).GetProperty("state").GetString());
        var (shown, review) = await RunAsync("module", "show", Module);
        Assert.Equal((0, 3), (shown, (await RunAsync("module", "show", "Nobody.Knows")).Code));
        Assert.Equal("/admin/notices", Assert.Single(review.GetProperty("endpoints").EnumerateArray()).GetProperty("route").GetString());
        Assert.Equal("notices_notice", Assert.Single(review.GetProperty("tables").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(["Owner", "Administrator", "FrontDesk"], review.GetProperty("permissions")[0].GetProperty("roles").EnumerateArray().Select(r => r.GetString()));

        var (used, why) = await RunAsync("module", "remove", Module);
        Assert.Contains($"{Module} in Default", why.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal((4, 4), (used, (await RunAsync("module", "purge", Module, "--yes-delete-data")).Code));
        Assert.Equal((0, 3), ((await RunAsync("feature", "disable", Module)).Code, (await RunAsync("feature", "disable", "Never.Was")).Code));
        Assert.Equal((0, 3), ((await RunAsync("module", "remove", Module)).Code, (await RunAsync("module", "remove", Module)).Code));
        var (unsure, named) = await RunAsync("module", "purge", Module);
        Assert.Contains("notices_notice", named.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal((2, 0), (unsure, (await RunAsync("module", "purge", Module, "--yes-delete-data")).Code));
        Assert.Equal(3, (await RunAsync("module", "purge", Module, "--yes-delete-data")).Code);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_a_package_kept_stays_without_it_until_it_is_purged(DatabaseProvider database)
    {
        Databases.Need(database);
        Place();
        IReadOnlyList<string> before;
        await using (var host = await TestHost.StartAsync(data))
        {
            await host.SetUpAsync("blank", database);
            before = await StateAsync(host);
            await SwitchAsync(host, on: true);
            Assert.Equal("in-use", (await RemoveAsync(host)).Problem?.Code);
            Assert.Equal("in-use", (await PurgeAsync(host)).Problem?.Code);
            Assert.True(Directory.Exists(Placed));

            await SwitchAsync(host, on: false);
            Assert.True((await RemoveAsync(host)).Succeeded);
            Assert.False(Directory.Exists(Path.Combine(data, "Modules", Module)));
        }

        await using (var host = await TestHost.StartAsync(data))
        {
            Assert.Equal(["feature PracticeCms.Notices", "migration PracticeCms.Notices.Migrations", "notices_notice"], (await StateAsync(host)).Except(before).Where(s => s.Contains("otices", StringComparison.Ordinal) && !s.Contains("Manage", StringComparison.Ordinal)));
            Assert.Equal("invalid", (await PurgeAsync(host, confirmed: false)).Problem?.Code);
            Assert.Contains("notices_notice", await StateAsync(host));

            Assert.Equal(["ManageNotices"], (await PurgeAsync(host)).Value.Permissions);
            Assert.Equal(before, await StateAsync(host));
            Assert.Equal("not-found", (await PurgeAsync(host)).Problem?.Code);
            Assert.Equal(1, await PurgesAsync(host));
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task After_a_purge_a_feature_begins_anew(DatabaseProvider database)
    {
        Databases.Need(database);
        Place();
        await using var host = await TestHost.StartAsync(data);
        await host.SetUpAsync("blank", database);
        using var staff = await StaffSession.SignInAsync(host);
        await SwitchAsync(host, on: true);
        (await staff.SubmitAsync("admin/notices", f => f["Input.Text"] = "The lift is being mended.")).Dispose();
        await SwitchAsync(host, on: false);

        Assert.True((await PurgeAsync(host)).Succeeded);
        await SwitchAsync(host, on: true);
        var page = await staff.Http.GetStringAsync("admin/notices");

        Assert.Contains("No notices", page, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_a_module_made_with_SQL_of_its_own_is_known_and_dropped_too(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database);
        await host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            var db = services.GetRequiredService<KernelDb>();
            var row = await db.Set<AppliedMigration>().SingleAsync(m => m.ModuleId == "PracticeCms.Billing", ct);
            var made = JsonSerializer.Deserialize<List<SchemaObject>>(row.Made)!;
            Assert.Contains(new SchemaObject("table", "billing_journal_entry"), made);
            Assert.Equal(database == DatabaseProvider.Postgres, made.Contains(new SchemaObject("function", "billing_ledger_refuse()")));

            await SchemaObject.DropAsync(made, services.GetRequiredService<TenantConnection>(), ct);
            db.Remove(row);
            await db.SaveChangesAsync(ct);
            Assert.Equal(["PracticeCms.Billing.Migrations.Create", "PracticeCms.Billing.Migrations.UpdateFrom1"], await services.GetRequiredService<Migrator>().MigrateAsync(["PracticeCms.Billing"], ct));
        }));
    }

    [Fact]
    public async Task What_is_part_of_the_host_is_neither_removed_nor_purged()
    {
        await using var host = await TestHost.StartAsync(data);
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        var removed = await host.App.Services.GetRequiredService<RemovePackage>().ExecuteAsync("PracticeCms.Billing", null, CancellationToken.None);
        var purged = await host.InAsync("Default", s => s.GetRequiredService<PurgeModule>().ExecuteAsync("PracticeCms.Billing", confirmed: true, CancellationToken.None));

        Assert.Equal(("built-in", "built-in"), (removed.Problem?.Code, purged.Problem?.Code));
    }

    [Theory, InlineData("package.unpacked", false), InlineData("package.placed", true)]
    public async Task An_add_that_is_killed_leaves_all_or_nothing(string at, bool placed)
    {
        Pack();
        var (code, _) = await PracticeProcess.RunAsync(data, ["module", "add", PackageOut, "--allow-unsigned"], environment: ("PRACTICE_CRASH_POINT", at));
        Assert.NotEqual(0, code);
        Assert.Equal(placed, Directory.Exists(Placed));
        var (modules, refused) = ModuleLoader.Dropped(Store);
        Assert.Empty(refused);
        Assert.Equal(placed, modules.Count == 1);

        Assert.Equal(!placed, Add().Value.Changed);
        Assert.Equal([Module], Directory.GetDirectories(Store.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void A_trusted_key_asks_for_its_signature_when_a_package_comes_and_at_each_start()
    {
        Place();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Directory.CreateDirectory(Path.Combine(Store.Root, "trusted"));
        File.WriteAllText(Path.Combine(Store.Root, "trusted", "acme.pem"), key.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(Path.Combine(data, "acme.key"), key.ExportECPrivateKeyPem());

        Assert.Contains("is not signed", Assert.Single(ModuleLoader.Dropped(Store).Refused).Why, StringComparison.Ordinal);
        Assert.Contains("is not signed", Add().Problem?.Message, StringComparison.Ordinal);

        Pack(Path.Combine(data, "acme.key"));
        Assert.Equal("acme", Add().Value.Package.Signer);
        Assert.Equal("acme", Assert.Single(ModuleLoader.Dropped(Store).Modules).Package?.Signer);
    }

    [Fact]
    public async Task A_feature_whose_package_is_refused_can_be_switched_off_so_that_it_can_be_removed()
    {
        Place();
        await using (var host = await TestHost.StartAsync(data))
        {
            await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
            await SwitchAsync(host, on: true);
        }

        await File.AppendAllTextAsync(Path.Combine(Placed, Module + ".dll"), "x");
        await using var without = await TestHost.StartAsync(data);
        Assert.Equal("in-use", (await RemoveAsync(without)).Problem?.Code);
        await SwitchAsync(without, on: false);
        Assert.True((await RemoveAsync(without)).Succeeded);
    }

    [Fact]
    public async Task Before_a_module_is_switched_on_administrators_see_what_it_adds()
    {
        Place();
        await using var host = await TestHost.StartAsync(data);
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        var features = await staff.PageAsync("admin/settings/features");
        var page = await staff.PageAsync(features.QuerySelector($"a[href$='{Module}']")!.GetAttribute("href")!);
        var text = string.Join(' ', page.QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Placed, "module.json"))));

        Assert.All(
            ["Version1.0.0", "The PracticeCms team", "not signed", hash, "ManageNotices", "Owner, Administrator, FrontDesk", "GET, POST /admin/notices Page Whoever may ManageNotices", "notices_notice4", "needs no other"],
            said => Assert.Contains(said, text, StringComparison.Ordinal));

        var billing = await staff.Http.GetStringAsync("admin/settings/features/PracticeCms.Billing");
        Assert.All(["SQL of its own", "CREATE TRIGGER billing_invoice_no_update", "Recipe step", "TaxRates", "part of this host"], said => Assert.Contains(said, billing, StringComparison.Ordinal));

        using var none = await staff.Http.GetAsync("admin/settings/features/Nobody.Knows");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using var stranger = StaffSession.Anonymous(host);
        using var away = await stranger.Http.GetAsync($"admin/settings/features/{Module}");
        Assert.Contains("signin", away.RequestMessage!.RequestUri!.PathAndQuery, StringComparison.Ordinal);
    }

    private void Place()
    {
        Pack();
        Assert.True(Add().Succeeded);
    }

    private void Pack(string? key = null) => Assert.True(PackModule.Execute(Path.Combine(NoticesBuild.Folder, "net10.0"), PackageOut, key).Succeeded);

    private Result<AddPackage.Added> Add() => new AddPackage(Store, ModuleCatalog.Build([], [], []), NullLogger<AddPackage>.Instance).Execute(PackageOut, allowUnsigned: true);

    private static Task<Result<IReadOnlyList<string>>> RemoveAsync(TestHost host) => host.App.Services.GetRequiredService<RemovePackage>().ExecuteAsync(Module, null, CancellationToken.None);

    private static Task<Result<PurgeModule.Purged>> PurgeAsync(TestHost host, bool confirmed = true) =>
        host.InAsync("Default", s => s.GetRequiredService<PurgeModule>().ExecuteAsync(Module, confirmed, CancellationToken.None));

    /// <summary>Each verb is a process of its own, so that what one has loaded is nothing to the next.</summary>
    private async Task<(int Code, JsonElement Json)> RunAsync(params string[] verb)
    {
        var (code, said) = await PracticeProcess.RunAsync(data, [.. verb, "--json"]);
        var json = said[said.IndexOf('{', StringComparison.Ordinal)..(said.LastIndexOf('}') + 1)];
        return (code, JsonDocument.Parse(json).RootElement);
    }

    private static Task SwitchAsync(TestHost host, bool on) => host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        _ = on ? await s.GetRequiredService<IFeatures>().EnableAsync([Module], ct) : await s.GetRequiredService<IFeatures>().DisableAsync([Module], ct)));

    /// <summary>Tables, rows of migrations and features, and granted permissions of the practice.</summary>
    private static Task<List<string>> StateAsync(TestHost host) => host.InAsync("Default", async s =>
    {
        var db = s.GetRequiredService<KernelDb>();
        List<string> state =
        [
            .. (await SchemaObject.ListAsync(s.GetRequiredService<TenantConnection>(), CancellationToken.None)).Select(o => o.Name),
            .. await db.Set<AppliedMigration>().Select(m => "migration " + m.Id).ToListAsync(),
            .. await db.Set<EnabledFeature>().Select(f => "feature " + f.Id).ToListAsync(),
            .. (await s.GetRequiredService<IRoles>().ListAsync()).SelectMany(r => r.Permissions.Select(p => $"{r.Name} {p}")),
        ];
        return state.Order(StringComparer.Ordinal).ToList();
    });

    private static Task<int> PurgesAsync(TestHost host) => host.InAsync("Default", async s =>
        (await s.GetRequiredService<KernelDb>().Set<AuditEvent>().ToListAsync()).Count(e => e.Action == "purged" && e.Reason?.StartsWith(Module, StringComparison.Ordinal) == true));
}
