using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.IntegrationTests.Kernel;

public sealed class QueryCountTests
{
    private const int Most = 12;

    [Fact]
    public async Task No_page_issues_more_than_twelve_queries_whatever_the_number_of_rows()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite, demo: true);
        using var staff = await StaffSession.SignInAsync(host);
        var client = (await staff.PageAsync("admin/clients")).QuerySelector("tbody a")!.GetAttribute("href")!;
        var invoice = (await staff.PageAsync("admin/invoices?state=paid")).QuerySelector("tbody a")!.GetAttribute("href")!;
        using var watch = new Watch(host);
        var tooMany = new List<string>();
        foreach (var path in (string[])[
            "admin", "admin/calendar", "admin/calendar?view=week", "admin/calendar?view=list", "admin/calendar/new", "admin/tasks", "admin/clients", client, client + "?tab=details",
            client + "?tab=visits", client + "?tab=notes", client + "?tab=documents", client + "?tab=billing", client + "?tab=who-looked", "admin/invoices", invoice, "admin/payments",
            "admin/workflows", "admin/workflows/instances", "admin/outgoing", "admin/users", "admin/roles", "admin/services", "admin/resources", "admin/privacy", "admin/settings",
            "admin/settings/templates", "admin/settings/features", "admin/search?q=ada", "book", ""])
        {
            // Once for what is kept in memory afterwards.
            await staff.Http.GetStringAsync(path);
            watch.Sent.Clear();
            await staff.Http.GetStringAsync(path);
            if (watch.Sent.Count > Most)
            {
                tooMany.Add($"/{path}: {watch.Sent.Count} queries\n  {string.Join("\n  ", watch.Sent.Select(s => s.ReplaceLineEndings(" ")).Select(s => s[..Math.Min(160, s.Length)]))}");
            }
        }

        Assert.Empty(tooMany);
    }

    [Fact, Trait("Category", "Long")]
    public async Task The_list_of_a_thousand_practices_asks_no_more_than_twelve_queries()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<IFeatures>().EnableAsync(["PracticeCms.Tenants"], ct)));
        var registry = host.App.Services.GetRequiredService<TenantRegistry>();
        for (var i = 0; i < 1000; i++)
        {
            registry.Save(registry.Add(new TenantDefinition { Name = $"T{i}", PracticeName = $"Practice {i}", Prefix = $"t{i}", State = TenantState.Suspended })); // what is not on the disk is forgotten with the next look at it
        }

        using var staff = await StaffSession.SignInAsync(host);
        await staff.Http.GetStringAsync("admin/tenants");
        using var watch = new Watch(host);
        var page = await staff.Http.GetStringAsync("admin/tenants?page=3");

        Assert.Contains("101–150 of 1001", page);
        Assert.InRange(watch.Sent.Count, 0, Most);
    }

    /// <summary>Counts the commands of requests to one practice; work in the background has no request.</summary>
    private sealed class Watch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly List<IDisposable> subscriptions = [];
        private readonly TenantShell tenant;

        public Watch(TestHost host)
        {
            tenant = host.App.Services.GetRequiredService<TenantRegistry>().Find("Default")!;
            subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public ConcurrentQueue<string> Sent { get; } = new();

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
            {
                subscriptions.Add(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is CommandExecutedEventData { Context: TenantDbContext { RecordScope: DataScope { RequestId: not null } scope } } sent && scope.Tenant == tenant)
            {
                Sent.Enqueue(sent.Command.CommandText);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => subscriptions.ForEach(s => s.Dispose());
    }
}
