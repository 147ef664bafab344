using PracticeCms.Compliance.Explorer;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Compliance;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddPermissions<Permissions>()
        .AddNavigation<AdminMenu>()
        .AddFeatureService<IClientTabProvider, WhoLookedTab>()
        .AddScoped<ReadAuditLog>();

    public override void Configure(IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/privacy/export.csv", AuditExport.GetAsync).RequirePermission(Permissions.ViewAuditLog).WithSummary("The audit events shown, as CSV");
}
