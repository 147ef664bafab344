using PracticeCms.Tasks;
using PracticeCms.Tasks.Contracts;
using PracticeCms.Tasks.List;

namespace PracticeCms.IntegrationTests.Tasks;

public sealed class StaffTaskTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_task_with_a_known_key_is_not_made_twice(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        Task<Guid> AddAsync(string? key) => host.InAsync("Default", async services =>
            (await services.GetRequiredService<IStaffTasks>().CreateAsync(new NewTask("Call", null, null, null, null, null, key, null))).Value);

        Assert.Equal(await AddAsync("k1"), await AddAsync("k1"));
        Assert.NotEqual(await AddAsync(null), await AddAsync(null));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Lists_show_what_is_due_first_and_undo_opens_a_task_again(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var today = new LocalDate(2026, 3, 2);
        foreach (var (title, due) in new[] { ("someday", (LocalDate?)null), ("tomorrow", today.PlusDays(1)), ("late", today.PlusDays(-1)) })
        {
            await host.InAsync("Default", services => services.GetRequiredService<IStaffTasks>().CreateAsync(new NewTask(title, null, null, null, null, due, null, null)));
        }

        var open = await TitlesAsync(host, TaskList.Tab.All);
        Assert.Equal(["late", "tomorrow", "someday"], open.Select(t => t.Title));
        await host.InAsync("Default", services => services.GetRequiredService<CompleteTask>().ExecuteAsync(open[0].Id, true));
        Assert.Equal(["late"], (await TitlesAsync(host, TaskList.Tab.Done)).Select(t => t.Title));
        await host.InAsync("Default", services => services.GetRequiredService<CompleteTask>().ExecuteAsync(open[0].Id, false));
        Assert.Empty(await TitlesAsync(host, TaskList.Tab.Done));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task A_task_leads_to_a_page_of_the_practice_only(string url)
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var result = await host.InAsync("Default", services =>
            services.GetRequiredService<IStaffTasks>().CreateAsync(new NewTask("Call", null, null, null, null, null, null, url)));

        Assert.Equal("Url", result.Problem!.Fields.Single().Field);
    }

    private static Task<List<StaffTask>> TitlesAsync(TestHost host, TaskList.Tab tab) => host.InAsync("Default", async services =>
        (await services.GetRequiredService<TaskList>().SearchAsync(tab, null, null, 1, 50, default)).Rows.Select(r => r.Task).ToList());

    private static async Task<TestHost> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database);
        return host;
    }
}
