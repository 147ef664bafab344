namespace PracticeCms.Notices;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddTenantDb<NoticesDb, Migrations>()
        .AddPermissions<Permissions>()
        .AddNavigation<AdminMenu>()
        .AddScoped<NoticeBoard>();
}

public sealed class Permissions : IPermissionProvider
{
    public static Permission ManageNotices { get; } = new("ManageNotices", "See, put up and take down notices") { Category = "Today" };

    public IEnumerable<Permission> GetPermissions() => [ManageNotices];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
        [new(StockRoles.Owner, [ManageNotices]), new(StockRoles.Administrator, [ManageNotices]), new(StockRoles.FrontDesk, [ManageNotices])];
}

internal sealed class AdminMenu : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        if (name == "admin")
        {
            builder.Add(NavigationGroups.Today, "Notices", "admin/notices", "megaphone", Permissions.ManageNotices, 40);
        }

        return ValueTask.CompletedTask;
    }
}
