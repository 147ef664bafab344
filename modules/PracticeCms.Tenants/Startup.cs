namespace PracticeCms.Hosting;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddPermissions<Permissions>()
        .AddNavigation<AdminMenu>()
        .AddBackgroundTask<MeasureUse>();

    public override void Configure(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/tenants/{name}/suspend", TenantEndpoints.SuspendAsync).RequirePermission(Permissions.ManageTenants).RequireFreshFactor().WithSummary("Suspend a practice");
        routes.MapPost("/admin/tenants/{name}/resume", TenantEndpoints.ResumeAsync).RequirePermission(Permissions.ManageTenants).RequireFreshFactor().WithSummary("Let a suspended practice run again");
        routes.MapPost("/admin/tenants/measure", TenantEndpoints.MeasureAsync).RequirePermission(Permissions.ManageTenants).WithSummary("Have the use of all practices measured");
    }
}
