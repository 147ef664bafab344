using PracticeCms.Access;
using PracticeCms.Kernel.Durable;
using PracticeCms.Users;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.Invitations;
using PracticeCms.Users.Passwords;

namespace PracticeCms.IntegrationTests.Users;

public sealed class AccountTests
{
    private const string Password = "blue river stone";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_invitation_works_once_and_makes_the_person_active(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var token = await host.InAsync("Default", async services =>
            (await services.GetRequiredService<InviteUser>().ExecuteAsync(new InviteUser.Request("nina@example.org", [StockRoles.FrontDesk]))).Value.Url.Segments[^1]);
        Task<Result<User>> AcceptAsync() => host.InAsync("Default", services =>
            services.GetRequiredService<AcceptInvitation>().ExecuteAsync(new AcceptInvitation.Request(token, "Nina", Password)));

        Assert.True((await AcceptAsync()).Succeeded);
        Assert.Equal(ProblemKind.NotFound, (await AcceptAsync()).Problem!.Kind);
        var listed = await host.InAsync("Default", services => services.GetRequiredService<IUserDirectory>().ListAsync());
        Assert.Equal(("Nina", StockRoles.FrontDesk), listed.Select(u => (u.DisplayName, u.Roles[0])).Single());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_refused_password_leaves_the_invitation_open(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var token = await host.InAsync("Default", async services =>
            (await services.GetRequiredService<InviteUser>().ExecuteAsync(new InviteUser.Request("nina@example.org", [StockRoles.FrontDesk]))).Value.Url.Segments[^1]);
        Task<Result<User>> AcceptAsync(string password) => host.InAsync("Default", services =>
            services.GetRequiredService<AcceptInvitation>().ExecuteAsync(new AcceptInvitation.Request(token, "Nina", password)));

        Assert.Equal("Password", (await AcceptAsync("password")).Problem!.Fields.Single().Field);
        Assert.True((await AcceptAsync(Password)).Succeeded);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_person_who_is_switched_off_is_out_at_once(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var id = await AddAsync(host, "nina@example.org", StockRoles.FrontDesk);
        Task<UserAccess?> FindAsync() => host.InAsync("Default", async services => await services.GetRequiredService<IUserDirectory>().FindAsync(id));
        var before = await FindAsync();
        await host.InAsync("Default", services => services.GetRequiredService<SwitchUser>().ExecuteAsync(id, false));
        var off = await FindAsync();
        await host.InAsync("Default", services => services.GetRequiredService<SwitchUser>().ExecuteAsync(id, true));
        var on = await FindAsync();

        Assert.NotNull(before);
        Assert.Null(off);
        Assert.NotEqual(before.SecurityStamp, on!.SecurityStamp);
    }

    [Fact]
    public async Task No_one_grants_more_than_they_hold()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var id = await AddAsync(host, "nina@example.org", StockRoles.FrontDesk);
        var problems = await host.InAsync("Default", async services =>
        {
            using var actor = services.GetRequiredService<ICurrentActor>().ActAs(ActorKind.Staff, "Nina", id);
            return new[]
            {
                (await services.GetRequiredService<ChangeRoles>().ExecuteAsync(new ChangeRoles.Request(id, [StockRoles.FrontDesk, StockRoles.Owner]))).Problem,
                (await services.GetRequiredService<InviteUser>().ExecuteAsync(new InviteUser.Request("eve@example.org", [StockRoles.Owner]))).Problem,
                (await services.GetRequiredService<PracticeCms.Users.Roles.SaveRole>().ExecuteAsync(new(true, "Helper", "", ["ManageUsers"], RecordScope.All))).Problem,
            };
        });

        Assert.All(problems, p => Assert.Equal(ProblemKind.Forbidden, p!.Kind));
        Assert.Equal(1, await host.InAsync("Default", services => services.GetRequiredService<UsersDb>().Users.CountAsync()));
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var id = await AddAsync(host, "olga@example.org", StockRoles.Owner);
        await host.InAsync("Default", services => services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("invited@example.org", null, [StockRoles.Owner])));

        var off = await host.InAsync("Default", services => services.GetRequiredService<SwitchUser>().ExecuteAsync(id, false));
        var demoted = await host.InAsync("Default", services => services.GetRequiredService<ChangeRoles>().ExecuteAsync(new ChangeRoles.Request(id, [StockRoles.Billing])));

        Assert.Equal("last-owner", off.Problem!.Code);
        Assert.Equal("last-owner", demoted.Problem!.Code);
    }

    [Fact]
    public async Task A_reset_link_lives_ten_minutes_and_ends_all_sessions()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var id = await AddAsync(host, "nina@example.org", StockRoles.FrontDesk);
        Task<string> IssueAsync() => host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
            (await services.GetRequiredService<AccountTokens>().IssueAsync(id, TokenPurpose.Reset, ct)).Url.Segments[^1]));
        Task<Result<User>> ResetAsync(string token) => host.InAsync("Default", services => services.GetRequiredService<ResetPassword>().ExecuteAsync(token, "green river stone"));
        Task<string?> StampAsync() => host.InAsync("Default", async services => (await services.GetRequiredService<IUserDirectory>().FindAsync(id))?.SecurityStamp);

        var late = await IssueAsync();
        host.Clock.Advance(Duration.FromMinutes(10));
        Assert.Equal(ProblemKind.NotFound, (await ResetAsync(late)).Problem!.Kind);

        var stamp = await StampAsync();
        var older = await IssueAsync();
        var newer = await IssueAsync();
        Assert.True((await ResetAsync(older)).Succeeded);
        Assert.False((await ResetAsync(newer)).Succeeded);
        Assert.NotEqual(stamp, await StampAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Asking_for_a_link_again_and_again_ends_none_and_fills_no_mailbox(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var id = await AddAsync(host, "nina@example.org", StockRoles.FrontDesk);
        async Task<List<string>> AskAsync()
        {
            await host.InAsync("Default", services => services.GetRequiredService<RequestReset>().ExecuteAsync("nina@example.org"));
            await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");
            return await host.InAsync("Default", services => services.GetRequiredService<UsersDb>().Tokens.Where(t => t.UserId == id).OrderBy(t => t.ExpiresAt).Select(t => t.Hash).ToListAsync());
        }

        var first = Assert.Single(await AskAsync());
        Assert.Equal([first], await AskAsync());
        host.Clock.Advance(Duration.FromMinutes(3));
        var both = await AskAsync();
        Assert.Equal([first, both[^1]], both);
        Assert.Equal(2, both.Count);
        Assert.Equal(both, await AskAsync());
        host.Clock.Advance(Duration.FromMinutes(7));
        var later = await AskAsync();
        Assert.Equal([both[1], later[^1]], later);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_address_belongs_to_one_person_in_any_case(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        await AddAsync(host, "nina@example.org", StockRoles.FrontDesk);
        var second = await host.InAsync("Default", services =>
            services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("NINA@example.org", null, [StockRoles.Billing])));

        Assert.Equal("Email", second.Problem!.Fields.Single().Field);
    }

    private static async Task<TestHost> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database);
        return host;
    }

    [Fact]
    public async Task What_the_practice_earns_is_not_for_the_front_desk()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        await AddAsync(host, "nina@example.org", StockRoles.FrontDesk);
        using var owner = await StaffSession.SignInAsync(host);
        using var desk = await StaffSession.SignInAsync(host, email: "nina@example.org", password: Password);

        var (seen, hidden) = ((await owner.PageAsync("admin")).Body!.TextContent, (await desk.PageAsync("admin")).Body!.TextContent);

        Assert.Contains("Revenue", seen, StringComparison.Ordinal);
        Assert.Contains("Open invoices", hidden, StringComparison.Ordinal);
        Assert.DoesNotContain("Revenue", hidden, StringComparison.Ordinal);
    }

    private static Task<Guid> AddAsync(TestHost host, string email, string role) => host.InAsync("Default", async services =>
        (await services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(email, null, [role], Password))).Value.Id);
}
