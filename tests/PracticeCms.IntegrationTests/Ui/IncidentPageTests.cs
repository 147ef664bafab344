using PracticeCms.Durable;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;

namespace PracticeCms.IntegrationTests.Ui;

public sealed class IncidentPageTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Stopped_work_is_tried_again_or_left_out_with_a_reason(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        await host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
        {
            services.GetRequiredService<KernelDb>().AddRange(Incident("The mail server refused the address."), Incident("The printer is on fire."));
            return Task.FromResult(true);
        }));
        using var owner = await StaffSession.SignInAsync(host);

        var page = await owner.PageAsync("admin/incidents");
        Assert.Contains("The printer is on fire.", page.Body!.TextContent, StringComparison.Ordinal);
        using var unexplained = await owner.SendAsync("admin/incidents", page, "input[name=reason]", form => form["reason"] = " ");
        Assert.Equal(2, await OpenAsync(host));
        using var skipped = await owner.SendAsync("admin/incidents", page, "input[name=reason]", form => form["reason"] = "It was bought anew");
        using var retried = await owner.SendAsync("admin/incidents", await owner.PageAsync("admin/incidents"), "form[action$=retry]", _ => { });

        Assert.Equal(0, await OpenAsync(host));
        var settled = (await owner.PageAsync("admin/incidents?all=true")).Body!.TextContent;
        Assert.Contains("It was bought anew", settled, StringComparison.Ordinal);
        Assert.Contains("tried again", settled, StringComparison.Ordinal);
        Assert.Contains("Nothing waits", (await owner.PageAsync("admin/incidents")).Body!.TextContent, StringComparison.Ordinal);
    }

    private static Incident Incident(string sentence) => new()
    {
        Id = Ids.New(), Sentence = sentence, Kind = "mail", Source = "outbox", MessageId = Ids.New(), Key = Ids.New().ToString(), RaisedAt = FakeClock.DefaultStart,
    };

    private static async Task<int> OpenAsync(TestHost host) => (await host.InAsync("Default", s => s.GetRequiredService<IIncidents>().ListAsync(true, 1, 10))).Open;
}
