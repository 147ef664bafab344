using Microsoft.Extensions.DependencyInjection.Extensions;
using PracticeCms.Backups;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.ApiKeys;
using PracticeCms.Users.Commands;
using PracticeCms.Users.Factors;
using PracticeCms.Users.Invitations;
using PracticeCms.Users.Passwords;
using PracticeCms.Users.Profile;
using PracticeCms.Users.Recipes;
using PracticeCms.Users.Roles;
using PracticeCms.Users.SignIn;

namespace PracticeCms.Users;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddTenantDb<UsersDb, Migrations>().AddPermissions<Permissions>().AddNavigation<AdminMenu>();
        AddIdentity(services);
        services.AddSingleton<UserCache>().AddScoped<SignInThrottle>()
            .AddScoped<IUserDirectory, UserDirectory>()
            .AddScoped<GrantRule>().AddScoped<OwnerRule>().AddScoped<AccountChanges>()
            .AddScoped<UserList>().AddScoped<AddUser>().AddScoped<ChangeRoles>().AddScoped<SwitchUser>().AddScoped<RenameUser>().AddScoped<SwitchKeys>()
            .AddScoped<InviteUser>().AddScoped<ResendInvitation>().AddScoped<SendInvitation>().AddScoped<AcceptInvitation>()
            .AddScoped<AccountTokens>().AddScoped<SetPassword>().AddScoped<RequestReset>().AddScoped<ResetPassword>().AddScoped<ChangePassword>()
            .AddScoped<CheckSignIn>().AddSingleton<SessionCache>().AddScoped<SessionStore>().AddScoped<ISignInSessions>(sp => sp.GetRequiredService<SessionStore>())
            .AddScoped<PasskeyCeremony>().AddScoped<Authenticators>().AddScoped<SealedSecrets>().AddScoped<RecoveryCodes>().AddScoped<AddFactor>().AddScoped<RemoveFactor>().AddScoped<ResetFactors>().AddScoped<TakeFactors>().AddScoped<EndAllSessions>().AddScoped<ShowFactor>().AddScoped<SaveSecurity>()
            .AddBackgroundTask<ForgetSessions>()
            .AddFeatureService<IAfterRestore, EndAfterRestore>().AddFeatureService<IRestoredAccounts, RestoredAccounts>()
            .AddFeatureService<IBeforeSuspend, SignOutEverybody>().AddFeatureService<IUsageFigure, UserFigure>()
            .AddScoped<IApiKeys, KeyRing>().AddScoped<MakeKey>().AddScoped<RotateKey>().AddScoped<RevokeKey>()
            .AddScoped<PermissionMatrix>().AddScoped<SaveRole>().AddScoped<DeleteRole>()
            .AddOutboxHandler<SendReset>()
            .AddRecipeStep<UsersStep>().AddSetupHandler<FirstAdministrator>().AddDemoData<DemoStaff>().AddChecklistItem<InviteColleagues>()
            .AddCliVerb<AddUserVerb>().AddCliVerb<ListUsersVerb>();
    }

    public override void Configure(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/signout", BrowserSession.EndAsync).AllowPublic("Ending a session is always allowed").WithSummary("Sign out");
        routes.MapGet("/admin/session", BrowserSession.Token).RequireSignIn().WithSummary("Whether the session still lives, and a token for its forms");
        routes.MapPost("/admin/profile/keys", SwitchKeys.AnswerAsync).RequireSignIn().WithSummary("Switch single keys on or off");
        routes.MapPost("/admin/users/{id:guid}/disable", UserEndpoints.DisableAsync).RequirePermission(Permissions.ManageUsers).WithSummary("Switch an account off");
        routes.MapPost("/admin/users/{id:guid}/enable", UserEndpoints.EnableAsync).RequirePermission(Permissions.ManageUsers).RequireFreshFactor().WithSummary("Switch an account on");
        routes.MapPost("/admin/users/{id:guid}/signout", SessionEndpoints.EndAllAsync).RequirePermission(Permissions.ManageUsers).WithSummary("End all sessions of an account");
        routes.MapPost("/admin/users/{id:guid}/factors/reset", SessionEndpoints.ResetAsync).RequirePermission(Permissions.ManageUsers).RequireFreshFactor().WithSummary("Take password and second factors away and invite again");
        routes.MapPost("/admin/profile/sessions/{id:guid}/end", SessionEndpoints.EndAsync).RequireSignIn().RequireFreshFactor().WithSummary("End one of one's own sessions");
        routes.MapPost("/admin/profile/sessions/end-others", SessionEndpoints.EndOthersAsync).RequireSignIn().RequireFreshFactor().WithSummary("End all of one's other sessions");
        routes.MapPost("/admin/roles/{name}/delete", RoleEndpoints.DeleteAsync).RequirePermission(KernelPermissions.ManageRoles).RequireFreshFactor().WithSummary("Delete a role");
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<User>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.User.AllowedUserNameCharacters = "";
        });
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);

        // Identity's own rules are about composition; ours replace them.
        services.RemoveAll<IPasswordValidator<User>>();
        services.AddScoped<IPasswordValidator<User>, PasswordRulesValidator>();
        services.AddScoped<IUserStore<User>, UserStore>();
        services.AddScoped<ILookupNormalizer, LookupNames>();
    }
}
