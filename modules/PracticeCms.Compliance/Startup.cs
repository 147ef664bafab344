using PracticeCms.Compliance.Emergencies;
using PracticeCms.Compliance.Erasing;
using PracticeCms.Compliance.Explorer;
using PracticeCms.Compliance.Exporting;
using PracticeCms.Compliance.Keys;
using PracticeCms.Compliance.Proof;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Compliance;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddPermissions<Permissions>()
        .AddNavigation<AdminMenu>()
        .AddFeatureService<IClientTabProvider, WhoLookedTab>()
        .AddScoped<ReadAuditLog>()
        .AddBackgroundTask<MailCheckpoint>()
        .AddTenantDb<ComplianceDb, Migrations>()
        .AddScoped<OpenInEmergency>().AddScoped<ReviewEmergency>()
        .AddScoped<EraseOnRequest>().AddFeatureService<IClientActionProvider, EraseAction>()
        .AddScoped<ExportRecord>().AddScoped<RecordZip>().AddScoped<PromiseRecord>().AddFeatureService<IClientActionProvider, ExportAction>().AddFeatureService<IExportsClients, ExportWhoLooked>()
        .AddFeatureService<IHiddenClientActionProvider, EmergencyAction>()
        .AddBackgroundTask<RemindOfReviews>();

    public override void Configure(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/privacy/export.csv", AuditExport.GetAsync).RequirePermission(Permissions.ViewAuditLog).LimitRate(RateClass.Export).RequireFreshFactor().WithSummary("The audit events shown, as CSV");
        routes.MapGet("/admin/clients/{id:guid}/who-looked.csv", AccessReport.CsvAsync).RequirePermission(Permissions.ViewAuditLog).LimitRate(RateClass.Export).RequireFreshFactor().WithSummary("Who looked at one client's record, for the client");
        routes.MapGet("/admin/clients/{id:guid}/record.zip", ExportEndpoints.GetAsync).RequirePermission(Permissions.ExportRecords).LimitRate(RateClass.Export).RequireFreshFactor().WithSummary("All that the practice keeps of a client, as one file");
        routes.MapPost("/admin/privacy/emergencies/{id:guid}/review", EmergencyEndpoints.ReviewAsync).RequirePermission(Permissions.ReviewEmergencies).WithSummary("Close an emergency access with a verdict");
        routes.MapPost("/admin/privacy/keys/rotate", KeyEndpoints.RotateAsync).RequirePermission(Permissions.ManageKeys).RequireFreshFactor().WithSummary("Make a new version of the practice's key");
        routes.MapPost("/admin/privacy/proof/check", ProofEndpoints.CheckAsync).RequirePermission(Permissions.ViewAuditLog).WithSummary("Have the whole audit proven anew");
        routes.MapGet("/admin/privacy/proof/checkpoint.txt", ProofEndpoints.CheckpointAsync).RequirePermission(Permissions.ViewAuditLog).WithSummary("The newest signed checkpoint");
    }
}
