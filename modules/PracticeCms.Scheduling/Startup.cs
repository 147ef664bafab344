namespace PracticeCms.Scheduling;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddTenantDb<SchedulingDb, Migrations>()
        .AddPermissions<Permissions>();
}
