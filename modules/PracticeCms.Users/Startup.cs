using Microsoft.Extensions.DependencyInjection.Extensions;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.Commands;
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
        services.AddSingleton<UserCache>().AddSingleton<SignInThrottle>()
            .AddScoped<IUserDirectory, UserDirectory>()
            .AddScoped<GrantRule>().AddScoped<OwnerRule>().AddScoped<AccountChanges>()
            .AddScoped<UserList>().AddScoped<AddUser>().AddScoped<ChangeRoles>().AddScoped<SwitchUser>().AddScoped<RenameUser>().AddScoped<SwitchKeys>()
            .AddScoped<InviteUser>().AddScoped<ResendInvitation>().AddScoped<SendInvitation>().AddScoped<AcceptInvitation>()
            .AddScoped<AccountTokens>().AddScoped<SetPassword>().AddScoped<RequestReset>().AddScoped<ResetPassword>().AddScoped<ChangePassword>()
            .AddScoped<CheckSignIn>()
            .AddScoped<PermissionMatrix>().AddScoped<SaveRole>().AddScoped<DeleteRole>()
            .AddOutboxHandler<SendReset>()
            .AddRecipeStep<UsersStep>().AddSetupHandler<FirstAdministrator>().AddDemoData<DemoStaff>().AddChecklistItem<InviteColleagues>()
            .AddCliVerb<AddUserVerb>().AddCliVerb<ListUsersVerb>();
    }

    public override void Configure(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/signout", Sessions.EndAsync).AllowPublic("Ending a session is always allowed").WithSummary("Sign out");
        routes.MapGet("/admin/session", Sessions.Token).RequireSignIn().WithSummary("Whether the session still lives, and a token for its forms");
        routes.MapPost("/admin/profile/keys", SwitchKeys.AnswerAsync).RequireSignIn().WithSummary("Switch single keys on or off");
        routes.MapPost("/admin/users/{id:guid}/disable", UserEndpoints.DisableAsync).RequirePermission(Permissions.ManageUsers).WithSummary("Switch an account off");
        routes.MapPost("/admin/users/{id:guid}/enable", UserEndpoints.EnableAsync).RequirePermission(Permissions.ManageUsers).WithSummary("Switch an account on");
        routes.MapPost("/admin/roles/{name}/delete", RoleEndpoints.DeleteAsync).RequirePermission(KernelPermissions.ManageRoles).WithSummary("Delete a role");
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
    }
}
