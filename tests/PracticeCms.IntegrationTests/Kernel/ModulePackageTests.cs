using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using PracticeCms.Access;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Packages;

namespace PracticeCms.IntegrationTests.Kernel;

/// <summary>The life of a package: packed, placed, looked at, used, removed, its data purged; each by the verbs an agency calls.</summary>
public sealed class ModulePackageTests : IDisposable
{
    private const string Module = "PracticeCms.Notices";
    private readonly string data = Directory.CreateTempSubdirectory("practice-packages-").FullName;

    private string PackageOut => Path.Combine(data, "notices.practicemodule");
    private string Placed => Path.Combine(data, "Modules", Module, "1.0.0");

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_package_comes_is_used_goes_and_leaves_its_data_until_it_is_purged(DatabaseProvider database)
    {
        Databases.Need(database);
        await PlaceAsync();
        await using (var host = await TestHost.StartAsync(data))
        {
            await host.SetUpAsync("blank", database);
        }

        var before = await StateAsync();
        Assert.Equal(0, (await RunAsync("feature", "enable", Module)).Code);
        Assert.Equal(["notices_notice"], (await StateAsync()).Except(before).Where(s => s.StartsWith("notices", StringComparison.Ordinal)));

        var (used, why) = await RunAsync("module", "remove", Module);
        var (on, _) = await RunAsync("module", "purge", Module, "--yes-delete-data");
        Assert.Equal((4, 4), (used, on));
        Assert.Contains($"{Module} in Default", why.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Placed));

        Assert.Equal(0, (await RunAsync("feature", "disable", Module)).Code);
        Assert.Equal(0, (await RunAsync("module", "remove", Module)).Code);
        Assert.False(Directory.Exists(Path.Combine(data, "Modules", Module)));
        Assert.Contains("notices_notice", await StateAsync());

        var (unsure, named) = await RunAsync("module", "purge", Module);
        Assert.Equal(2, unsure);
        Assert.Contains("notices_notice", named.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("notices_notice", await StateAsync());

        var (purged, gone) = await RunAsync("module", "purge", Module, "--yes-delete-data");
        Assert.Equal(0, purged);
        Assert.Equal(["ManageNotices"], gone.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(before, await StateAsync());
        Assert.Equal(3, (await RunAsync("module", "purge", Module, "--yes-delete-data")).Code);
        Assert.Equal(1, await CountAsync("SELECT COUNT(*) FROM kernel_audit_event WHERE action = 'purged' AND reason LIKE 'PracticeCms.Notices%'"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task After_a_purge_a_feature_begins_anew(DatabaseProvider database)
    {
        Databases.Need(database);
        await PlaceAsync();
        await using var host = await TestHost.StartAsync(data);
        await host.SetUpAsync("blank", database);
        using var staff = await StaffSession.SignInAsync(host);
        await SwitchAsync(host, on: true);
        (await staff.SubmitAsync("admin/notices", f => f["Input.Text"] = "The lift is being mended.")).Dispose();
        await SwitchAsync(host, on: false);

        Assert.True((await host.InAsync("Default", s => s.GetRequiredService<PurgeModule>().ExecuteAsync(Module, confirmed: true, CancellationToken.None))).Succeeded);
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
            Assert.Equal(["PracticeCms.Billing.Migrations.Create"], await services.GetRequiredService<Migrator>().MigrateAsync(["PracticeCms.Billing"], ct));
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
        await RunAsync("module", "pack", Path.Combine(NoticesBuild.Folder, "net10.0"), "--out", PackageOut);
        var (code, _) = await PracticeProcess.RunAsync(data, ["module", "add", PackageOut, "--allow-unsigned"], crashAt: at);
        Assert.NotEqual(0, code);
        Assert.Equal(placed, Directory.Exists(Placed));
        await using (var host = await TestHost.StartAsync(data))
        {
            var catalog = host.App.Services.GetRequiredService<ModuleCatalog>();
            Assert.Empty(catalog.Refused);
            Assert.Equal(placed, catalog.Module(Module) is not null);
        }

        var (again, said) = await RunAsync("module", "add", PackageOut, "--allow-unsigned");
        Assert.Equal((0, !placed), (again, said.GetProperty("changed").GetBoolean()));
        Assert.Equal([Module], Directory.GetDirectories(Path.Combine(data, "Modules")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_trusted_key_asks_for_its_signature_when_a_package_comes_and_at_each_start()
    {
        await PlaceAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Directory.CreateDirectory(Path.Combine(data, "Modules", "trusted"));
        await File.WriteAllTextAsync(Path.Combine(data, "Modules", "trusted", "acme.pem"), key.ExportSubjectPublicKeyInfoPem());
        await File.WriteAllTextAsync(Path.Combine(data, "acme.key"), key.ExportECPrivateKeyPem());

        Assert.Equal("refused", await StateOfAsync());
        Assert.Equal(2, (await RunAsync("module", "add", PackageOut, "--allow-unsigned")).Code);

        await RunAsync("module", "pack", Path.Combine(NoticesBuild.Folder, "net10.0"), "--out", PackageOut, "--key-file", Path.Combine(data, "acme.key"));
        var (code, added) = await RunAsync("module", "add", PackageOut);
        Assert.Equal((0, "acme"), (code, added.GetProperty("signer").GetString()));
        Assert.Equal("package", await StateOfAsync());
    }

    [Fact]
    public async Task A_feature_whose_package_is_refused_can_be_switched_off_so_that_it_can_be_removed()
    {
        await PlaceAsync();
        await using (var host = await TestHost.StartAsync(data))
        {
            await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
            await SwitchAsync(host, on: true);
        }

        await File.AppendAllTextAsync(Path.Combine(Placed, Module + ".dll"), "x");
        Assert.Equal(4, (await RunAsync("module", "remove", Module)).Code);
        Assert.Equal(0, (await RunAsync("feature", "disable", Module)).Code);
        Assert.Equal(0, (await RunAsync("module", "remove", Module)).Code);
        Assert.Equal(3, (await RunAsync("feature", "disable", "Never.Was")).Code);
    }

    [Fact]
    public async Task Before_a_module_is_switched_on_administrators_see_what_it_adds()
    {
        await PlaceAsync();
        await using var host = await TestHost.StartAsync(data);
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        var features = await staff.PageAsync("admin/settings/features");
        var page = await staff.PageAsync(features.QuerySelector($"a[href$='{Module}']")!.GetAttribute("href")!);
        var text = string.Join(' ', page.QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Placed, "module.json"))));

        Assert.All(
            ["Version 1.0.0", "The PracticeCms team", "not signed", hash, "ManageNotices", "Owner, Administrator, FrontDesk", "GET, POST /admin/notices Page Whoever may ManageNotices", "notices_notice 4", "needs no other"],
            said => Assert.Contains(said, text, StringComparison.Ordinal));

        var billing = await staff.Http.GetStringAsync("admin/settings/features/PracticeCms.Billing");
        Assert.All(["SQL of its own", "CREATE TRIGGER billing_invoice_no_update", "Recipe step", "TaxRates", "part of this host"], said => Assert.Contains(said, billing, StringComparison.Ordinal));

        using var none = await staff.Http.GetAsync("admin/settings/features/Nobody.Knows");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using var stranger = StaffSession.Anonymous(host);
        using var away = await stranger.Http.GetAsync($"admin/settings/features/{Module}");
        Assert.Contains("signin", away.RequestMessage!.RequestUri!.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_shows_the_same()
    {
        await PlaceAsync();
        await using (var host = await TestHost.StartAsync(data))
        {
            await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        }

        var (code, shown) = await RunAsync("module", "show", Module);

        Assert.Equal(0, code);
        Assert.Equal("/admin/notices", Assert.Single(shown.GetProperty("endpoints").EnumerateArray()).GetProperty("route").GetString());
        Assert.Equal("notices_notice", Assert.Single(shown.GetProperty("tables").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(["Owner", "Administrator", "FrontDesk"], shown.GetProperty("permissions")[0].GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("package").GetProperty("signer").ValueKind);
        Assert.Equal(3, (await RunAsync("module", "show", "Nobody.Knows")).Code);
    }

    private async Task PlaceAsync()
    {
        Assert.Equal(0, (await RunAsync("module", "pack", Path.Combine(NoticesBuild.Folder, "net10.0"), "--out", PackageOut)).Code);
        Assert.Equal(0, (await RunAsync("module", "add", PackageOut, "--allow-unsigned")).Code);
    }

    private async Task<string?> StateOfAsync() =>
        (await RunAsync("module", "list")).Json.GetProperty("modules").EnumerateArray().Single(m => m.GetProperty("id").GetString() == Module).GetProperty("state").GetString();

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
    private async Task<IReadOnlyList<string>> StateAsync()
    {
        await using var host = await TestHost.StartAsync(data);
        return await host.InAsync("Default", async s =>
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
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var host = await TestHost.StartAsync(data);
        return await host.InAsync("Default", async s =>
        {
            await using var command = (await s.GetRequiredService<ITenantConnection>().OpenAsync()).CreateCommand();
            command.CommandText = sql;
            return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        });
    }
}
