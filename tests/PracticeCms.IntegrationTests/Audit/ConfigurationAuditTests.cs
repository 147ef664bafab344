using PracticeCms.Audit;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.IntegrationTests.Audit;

/// <summary>Of what a practice has set up, the audit says what it was and what it is.</summary>
public sealed class ConfigurationAuditTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_service_hours_and_a_template_keep_what_they_were(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        var service = new Service { Id = Ids.New(), Code = "talk", Name = "Talk", DurationMinutes = 30, Currency = Currency.Of("USD") };
        var location = new Location { Id = Ids.New(), Code = "side", Name = "Side", Zone = "America/New_York" };
        var ann = new Resource { Id = Ids.New(), Code = "ann", Name = "Ann", Kind = ResourceKind.Practitioner, LocationId = location.Id };
        var hours = new AvailabilityRule { Id = Ids.New(), ResourceId = ann.Id, Weekday = 1, StartMinute = 480, EndMinute = 720 };
        Task InUnitAsync(Func<IServiceProvider, Task> work) => host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(_ => work(s)));
        await InUnitAsync(s => Task.FromResult(s.GetRequiredService<SchedulingDb>().Add(location)));
        await InUnitAsync(s => Task.FromResult(s.GetRequiredService<SchedulingDb>().Add(ann)));
        await InUnitAsync(s =>
        {
            s.GetRequiredService<SchedulingDb>().AddRange(service, hours);
            s.GetRequiredService<KernelDb>().Add(new TemplateOverride { Name = "mail/x", Source = "Hello" });
            return Task.CompletedTask;
        });
        await InUnitAsync(async s =>
        {
            var db = s.GetRequiredService<SchedulingDb>();
            (await db.Services.SingleAsync(x => x.Id == service.Id)).DurationMinutes = 45;
            db.Remove(await db.Set<AvailabilityRule>().SingleAsync(r => r.Id == hours.Id));
            (await s.GetRequiredService<KernelDb>().Set<TemplateOverride>().SingleAsync(t => t.Name == "mail/x")).Source = "Good day";
        });

        var events = (await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 500)))).Entries;
        string? ReasonOf(string action, string kind, Guid? id) => events.Single(e => e.Action == action && e.Kind == kind && e.EntityId == id).Reason;
        Assert.Equal("DurationMinutes: 30 -> 45", ReasonOf("changed", "Service", service.Id));
        Assert.Contains("DurationMinutes: 30", ReasonOf("created", "Service", service.Id), StringComparison.Ordinal);
        Assert.Contains("Weekday: 1", ReasonOf("deleted", "AvailabilityRule", hours.Id), StringComparison.Ordinal);
        Assert.Equal("mail/x: Source: Hello -> Good day", events.Single(e => e is { Action: "changed", Kind: "Template" } && e.Reason!.StartsWith("mail/x", StringComparison.Ordinal)).Reason);
    }
}
