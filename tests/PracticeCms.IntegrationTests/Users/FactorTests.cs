using System.Net;
using Microsoft.AspNetCore.Identity;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Data;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Data;
using PracticeCms.Settings;
using PracticeCms.Users;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.Factors;
using PracticeCms.Users.Invitations;
using PracticeCms.Users.Passwords;
using PracticeCms.Users.Security;
using PracticeCms.Users.Sessions;
using PracticeCms.Users.SignIn;

namespace PracticeCms.IntegrationTests.Users;

public sealed class FactorTests
{
    private const string Nina = "nina@example.org";
    private const string Password = "blue river stone";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_password_alone_adds_no_factor_beside_a_second_one(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var first = await BeginAsync(host);
        Assert.True((await AddAppAsync(host, first)).Succeeded);
        var stolen = await BeginAsync(host);

        var added = await AddAppAsync(host, stolen);

        Assert.Equal("second-factor", added.Problem!.Code);
        Assert.Equal(["created"], await ActionsAsync(host, "AuthenticatorApp"));
    }

    [Fact]
    public async Task The_page_for_a_first_factor_takes_nothing_from_who_has_one()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await AddAppAsync(host, await BeginAsync(host));
        using var browser = StaffSession.Anonymous(host);
        using var signedIn = await browser.SubmitAsync("account/signin", form => form["Input.Email"] = Nina, ("Input.Password", Password));
        Assert.Equal("/account/verify", signedIn.RequestMessage!.RequestUri!.AbsolutePath);
        var page = await browser.PageAsync("account/verify");
        var session = await host.InAsync("Default", async s => await s.GetRequiredService<UsersDb>().Sessions.OrderByDescending(x => x.CreatedAt).Select(x => x.Id).FirstAsync());
        var secret = Authenticators.NewSecret();
        var kept = await host.InAsync("Default", s => Task.FromResult(s.GetRequiredService<SealedSecrets>().Seal(session, secret)));

        using var answer = await browser.Http.PostAsync("account/protect", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "app", ["App.Sealed"] = kept, ["App.Code"] = SecondFactor.CodeOf(secret, host.Clock.GetCurrentInstant()),
            ["__RequestVerificationToken"] = page.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!,
        }));

        Assert.Equal(["created"], await ActionsAsync(host, "AuthenticatorApp"));
        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_session_that_was_ended_is_not_revived_by_adding_a_factor(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var session = await BeginAsync(host);
        await host.InAsync("Default", s => s.GetRequiredService<EndAllSessions>().ExecuteAsync(session.User.Id));

        Assert.Equal("signed-out", (await AddAppAsync(host, session)).Problem!.Code);
    }

    [Fact]
    public async Task A_factor_that_is_added_does_not_lengthen_the_session()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var session = await BeginAsync(host);
        var before = await SessionsAsync(host);
        host.Clock.Advance(Duration.FromMinutes(10));

        var added = (await AddAppAsync(host, session)).Value;

        Assert.Equal(Assert.Single(before).ExpiresAt, Assert.Single(await SessionsAsync(host)).ExpiresAt);
        Assert.NotEqual(session.Id, added.Session.Id);
        Assert.Equal(RecoveryCodes.Count, added.Codes.Count);
        Assert.Equal(["made"], await ActionsAsync(host, "RecoveryCodes"));
    }

    [Fact]
    public async Task A_recovery_code_has_120_bits_that_nobody_mixes_up_and_only_its_hash_is_kept()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var codes = (await AddAppAsync(host, await BeginAsync(host))).Value.Codes;
        var kept = await host.InAsync("Default", s => s.GetRequiredService<UsersDb>().RecoveryCodes.Select(c => c.Hash).ToListAsync());

        Assert.Equal(RecoveryCodes.Count, codes.Distinct().Count());
        Assert.All(codes, c => Assert.Matches("^([A-HJ-NP-Z2-9]{6}-){3}[A-HJ-NP-Z2-9]{6}$", c)); // 24 of 32 letters
        Assert.Equal(codes.Select(c => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(c.Replace("-", "", StringComparison.Ordinal))))).Order(), kept.Order());
    }

    [Fact]
    public async Task The_secret_of_a_new_app_is_taken_back_from_its_own_session_for_a_quarter_of_an_hour()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var (mine, other, secret) = (Ids.New(), Ids.New(), Authenticators.NewSecret());
        Task<(string? Mine, string? Others)> OpenAsync(string kept) =>
            host.InAsync("Default", s => Task.FromResult((s.GetRequiredService<SealedSecrets>().Open(mine, kept), s.GetRequiredService<SealedSecrets>().Open(other, kept))));
        var kept = await host.InAsync("Default", s => Task.FromResult(s.GetRequiredService<SealedSecrets>().Seal(mine, secret)));

        Assert.Equal((secret, null), await OpenAsync(kept));
        host.Clock.Advance(Duration.FromMinutes(15));
        Assert.Equal((null, null), await OpenAsync(kept));
    }

    [Fact]
    public async Task Another_app_instead_is_a_change_and_not_a_removal()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var added = (await AddAppAsync(host, await BeginAsync(host))).Value;
        var session = await host.InAsync("Default", async s => (await s.GetRequiredService<ISignInSessions>().FindAsync(added.Session.Id, false))!);
        await AddAppAsync(host, session);

        Assert.Equal(["created", "changed"], await ActionsAsync(host, "AuthenticatorApp"));
    }

    [Fact]
    public async Task A_new_name_says_nothing_of_who_it_is_and_begins_no_session()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        using var browser = await StaffSession.SignInAsync(host, email: Nina, password: Password);
        var before = Assert.Single(await SessionsAsync(host));
        host.Clock.Advance(Duration.FromMinutes(10));

        using var answer = await browser.SendAsync("admin/profile", await browser.PageAsync("admin/profile"), "[name='NameInput.Name']", form => form["NameInput.Name"] = "Nina Sorel");

        answer.EnsureSuccessStatusCode();
        var after = Assert.Single(await SessionsAsync(host));
        Assert.Equal((before.Id, before.ConfirmedAt, before.ExpiresAt), (after.Id, after.ConfirmedAt, after.ExpiresAt));
        Assert.Equal(["signed in"], await ActionsAsync(host, "SignIn"));
        using var security = await browser.Http.GetAsync("admin/profile/security");
        Assert.Equal("/account/confirm", security.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_lengthens_none()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        using var other = await StaffSession.SignInAsync(host, email: Nina, password: Password);
        using var browser = await StaffSession.SignInAsync(host, email: Nina, password: Password);
        var before = (await SessionsAsync(host))[^1];

        using var wrong = await ChangeAsync(browser, "red river stone", "green meadow bridge");
        using var changed = await ChangeAsync(browser, Password, "green meadow bridge");

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        changed.EnsureSuccessStatusCode();
        Assert.Equal("/admin/profile/security", changed.RequestMessage!.RequestUri!.AbsolutePath);
        using var out1 = await other.Http.GetAsync("admin/profile");
        Assert.Equal("/account/signin", out1.RequestMessage!.RequestUri!.AbsolutePath);
        var after = (await SessionsAsync(host)).Single(s => s.Stamp != before.Stamp);
        Assert.NotEqual(before.Id, after.Id);
        Assert.Equal((before.ExpiresAt, before.ConfirmedAt), (after.ExpiresAt, after.ConfirmedAt));
    }

    [Fact]
    public async Task Guessing_the_current_password_is_throttled()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        using var browser = await StaffSession.SignInAsync(host, email: Nina, password: Password);
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 12 && last != HttpStatusCode.TooManyRequests; i++)
        {
            using var answer = await ChangeAsync(browser, $"wrong guess {i}", "green meadow bridge");
            last = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task Confirming_that_it_is_you_leaves_an_event_and_holds_five_minutes_also_when_the_clock_is_set_back()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        using var browser = await StaffSession.SignInAsync(host, email: Nina, password: Password);
        host.Clock.Advance(Duration.FromMinutes(6));
        var before = Assert.Single(await SessionsAsync(host));
        using var asked = await browser.Http.GetAsync("admin/profile/security");
        using var confirmed = await browser.SubmitAsync("account/confirm?returnUrl=%2Fadmin%2Fprofile%2Fsecurity", form => form["Input.Code"] = Password);

        Assert.Equal("/account/confirm", asked.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("/admin/profile/security", confirmed.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(["signed in", "confirmed"], await ActionsAsync(host, "SignIn"));
        var after = Assert.Single(await SessionsAsync(host));
        Assert.NotEqual(before.Id, after.Id);
        Assert.Equal((before.CreatedAt, before.ExpiresAt), (after.CreatedAt, after.ExpiresAt));

        host.Clock.Advance(Duration.FromHours(-3));
        using var back = await browser.Http.GetAsync("admin/profile");
        Assert.Equal("/account/signin", back.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Two_factors_that_are_removed_at_once_leave_no_account_that_says_it_has_one(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        for (var round = 0; round < 4; round++)
        {
            var session = await BeginAsync(host);
            var key = new byte[] { 1, 2, 3, (byte)round };
            Assert.True((await AddAppAsync(host, session)).Succeeded);
            await AddKeysAsync(host, session.User.Id, key);

            var request = new RemoveFactor.Request(session.User.Id, Password, "192.0.2.1");
            Task<Exception?> Removing(Func<RemoveFactor, Task<Result<User>>> remove) =>
                Record.ExceptionAsync(() => host.InAsync("Default", s => remove(s.GetRequiredService<RemoveFactor>()))).AsTask();
            await Task.WhenAll(Removing(r => r.PasskeyAsync(request, key)), Removing(r => r.AuthenticatorAsync(request)));

            var (says, has) = await host.InAsync("Default", async s =>
            {
                var db = s.GetRequiredService<UsersDb>();
                return (await db.Users.Where(u => u.Id == session.User.Id).Select(u => u.TwoFactorEnabled).SingleAsync(), await db.Passkeys.AnyAsync() || await db.Authenticators.AnyAsync());
            });
            Assert.Equal(has, says);
            await host.InAsync("Default", s => s.GetRequiredService<ResetFactors>().ExecuteAsync(session.User.Id, ResetFactors.Proofs[0]));
        }
    }

    [Fact]
    public async Task Factors_of_a_colleague_are_reset_by_who_says_how_they_are_known()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var user = (await AddAppAsync(host, await BeginAsync(host))).Value.Session.UserId;
        Task<Result<IssuedLink>> ResetAsync(string? proof) => host.InAsync("Default", s => s.GetRequiredService<ResetFactors>().ExecuteAsync(user, proof));

        Assert.Equal(ProblemKind.Invalid, (await ResetAsync(null)).Problem!.Kind);
        Assert.Equal(ProblemKind.Invalid, (await ResetAsync("I just do")).Problem!.Kind);
        Assert.True(await host.InAsync("Default", s => s.GetRequiredService<UsersDb>().Authenticators.AnyAsync(a => a.Id == user)));

        var link = (await ResetAsync("Met in person")).Value;
        Assert.False(await host.InAsync("Default", s => s.GetRequiredService<UsersDb>().Authenticators.AnyAsync(a => a.Id == user)));
        var events = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 100)));
        Assert.Contains(events.Entries, e => e is { Action: "reset", Kind: "Factors", Reason: "Met in person" });

        Task<Result<User>> SignInAsync(string password) =>
            host.InAsync("Default", s => s.GetRequiredService<CheckSignIn>().ExecuteAsync(new CheckSignIn.Request(Nina, password, "192.0.2.1")));
        Assert.Equal(CheckSignIn.Wrong, (await SignInAsync(Password)).Problem);
        Assert.True((await host.InAsync("Default", s => s.GetRequiredService<AcceptInvitation>().ExecuteAsync(
            new AcceptInvitation.Request(link.Url.Segments[^1], "Nina", "green meadow bridge")))).Succeeded);
        Assert.True((await SignInAsync("green meadow bridge")).Succeeded);
    }

    [Fact]
    public async Task A_password_that_was_chosen_beside_a_second_factor_opens_nothing_alone()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        Task AskForTwoAsync(bool two) => host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(
            ct => s.GetRequiredService<ISettings>().SaveAsync(new SecuritySettings { RequireTwoFactors = two }, ct)));
        Task<Result<User>> SignInAsync(string password) =>
            host.InAsync("Default", s => s.GetRequiredService<CheckSignIn>().ExecuteAsync(new CheckSignIn.Request("olga@example.org", password, "192.0.2.1")));
        await AskForTwoAsync(true);
        await host.InAsync("Default", s => s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("olga@example.org", "Olga", [StockRoles.Owner], "vex-oboe4")));
        Assert.True((await SignInAsync("vex-oboe4")).Succeeded);

        await AskForTwoAsync(false);
        Assert.Equal(CheckSignIn.TooShort, (await SignInAsync("vex-oboe4")).Problem);
        Assert.Equal(CheckSignIn.Wrong, (await SignInAsync("vex-oboe5")).Problem);
    }

    [Fact]
    public async Task The_page_of_a_colleague_resets_their_factors()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await host.InAsync("Default", s => s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("olga@example.org", "Olga", [StockRoles.Owner], Password)));
        var nina = (await AddAppAsync(host, await BeginAsync(host))).Value.Session.UserId;
        using var olga = await StaffSession.SignInAsync(host, email: "olga@example.org", password: Password);
        using var answer = await olga.SendAsync($"admin/users/{nina}", await olga.PageAsync($"admin/users/{nina}"), "[name=proof]", form => form["proof"] = "Seen on video");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(await host.InAsync("Default", s => s.GetRequiredService<UsersDb>().Authenticators.AnyAsync(a => a.Id == nina)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_last_second_factor_stays_unless_the_password_is_long_enough_without_one(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var session = (await AddAppAsync(host, await BeginAsync(host))).Value.Session;
        var user = session.UserId;
        Task<Result<User>> RemoveAsync(string? password) =>
            host.InAsync("Default", s => s.GetRequiredService<RemoveFactor>().AuthenticatorAsync(new RemoveFactor.Request(user, password, "192.0.2.1")));
        async Task ChangeToAsync(string from, string to)
        {
            var changed = await host.InAsync("Default", s => s.GetRequiredService<ChangePassword>().ExecuteAsync(new ChangePassword.Request(user, session.Id, from, to, "192.0.2.1")));
            session = changed.Value;
        }

        await ChangeToAsync(Password, "vex-oboe4");
        Assert.Equal("short-password", (await RemoveAsync("vex-oboe4")).Problem?.Code);
        await ChangeToAsync("vex-oboe4", "green meadow bridge");
        Assert.Equal("Removal.Password", Assert.Single((await RemoveAsync(null)).Problem!.Fields).Field);
        Assert.Equal("Removal.Password", Assert.Single((await RemoveAsync("another green meadow")).Problem!.Fields).Field);
        Assert.True(await host.InAsync("Default", s => s.GetRequiredService<UsersDb>().Users.Where(u => u.Id == user).Select(u => u.TwoFactorEnabled).SingleAsync()));

        Assert.False((await RemoveAsync("green meadow bridge")).Value.TwoFactorEnabled);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_only_passkey_of_an_account_without_a_password_stays(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var user = (await BeginAsync(host)).User.Id;
        await AddKeysAsync(host, user, [1], [2]);
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<UsersDb>().Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, (string?)null), ct)));
        Task<Result<User>> RemoveAsync(byte key) =>
            host.InAsync("Default", s => s.GetRequiredService<RemoveFactor>().PasskeyAsync(new RemoveFactor.Request(user, null, "192.0.2.1"), [key]));

        Assert.True((await RemoveAsync(1)).Succeeded);
        Assert.Equal("last-way-in", (await RemoveAsync(2)).Problem?.Code);
    }

    [Fact]
    public async Task The_page_asks_for_the_password_with_the_last_second_factor()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        using var browser = await StaffSession.SignInAsync(host, email: Nina, password: Password);
        const string path = "admin/profile/security";
        var page = await browser.PageAsync(path);
        var code = SecondFactor.CodeOf(page.QuerySelector("[data-secret]")!.GetAttribute("data-secret")!, host.Clock.GetCurrentInstant());
        using var added = await browser.SendAsync(path, page, "[name='App.Code']", form => form["App.Code"] = code);
        added.EnsureSuccessStatusCode();

        using var wrong = await browser.SendAsync(path, await browser.PageAsync(path), "[name='Removal.Password']", form => form["Removal.Password"] = "not my password");
        using var removed = await browser.SendAsync(path, await browser.PageAsync(path), "[name='Removal.Password']", form => form["Removal.Password"] = Password);

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        removed.EnsureSuccessStatusCode();
        Assert.Equal(["created", "deleted"], await ActionsAsync(host, "AuthenticatorApp"));
    }

    private static Task AddKeysAsync(TestHost host, Guid userId, params byte[][] keys) => host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async _ =>
    {
        var users = s.GetRequiredService<UserManager<User>>();
        var user = (await users.FindByIdAsync(userId.ToString()))!;
        foreach (var key in keys)
        {
            await users.AddOrUpdatePasskeyAsync(user, new UserPasskeyInfo(key, [1], DateTimeOffset.UnixEpoch, 0, [], true, false, false, [], []) { Name = "Key" });
        }

        user.TwoFactorEnabled = true;
    }));

    private static async Task<TestHost> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database);
        await host.InAsync("Default", s => s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Nina, "Nina", [StockRoles.Owner], Password)));
        return host;
    }

    /// <summary>Signed in with the password.</summary>
    private static Task<SignInSession> BeginAsync(TestHost host) => host.InAsync("Default", async s =>
    {
        var user = await s.GetRequiredService<UsersDb>().Users.SingleAsync(u => u.Email == Nina);
        var store = s.GetRequiredService<SessionStore>();
        return (await store.FindAsync((await store.BeginAsync(user, Factor.Password, "192.0.2.1", "")).Id, isActivity: false))!;
    });

    private static Task<Result<AddFactor.Added>> AddAppAsync(TestHost host, SignInSession session)
    {
        var secret = Authenticators.NewSecret();
        return host.InAsync("Default", s => s.GetRequiredService<AddFactor>().AuthenticatorAsync(session, secret, SecondFactor.CodeOf(secret, host.Clock.GetCurrentInstant())));
    }

    private static async Task<HttpResponseMessage> ChangeAsync(StaffSession browser, string current, string next) => await browser.SendAsync(
        "admin/profile/security", await browser.PageAsync("admin/profile/security"), "[name='Password.Current']",
        form => (form["Password.Current"], form["Password.New"]) = (current, next));

    private static Task<List<Session>> SessionsAsync(TestHost host) =>
        host.InAsync("Default", s => s.GetRequiredService<UsersDb>().Sessions.AsNoTracking().OrderBy(x => x.Id).ToListAsync());

    private static Task<List<string>> ActionsAsync(TestHost host, string kind) =>
        host.InAsync("Default", s => s.GetRequiredService<KernelDb>().Set<AuditEvent>().Where(e => e.Kind == kind).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync());
}
