using PracticeCms.Tasks.Contracts;
using PracticeCms.Tasks.List;
using PracticeCms.Tasks.Workflows;

namespace PracticeCms.Tasks;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddTenantDb<TasksDb, Migrations>()
        .AddFeatureService<IErasesClients, Erasure.EraseTasks>().AddFeatureService<IExportsClients, Exporting.ExportTasks>()
        .AddPermissions<Permissions>()
        .AddNavigation<AdminMenu>()
        .AddDashboardCards<MyTasksCard>()
        .AddSearchSource<TaskSearch>()
        .AddDemoData<DemoTasks>()
        .AddScoped<AddTask>().AddScoped<IStaffTasks>(sp => sp.GetRequiredService<AddTask>())
        .AddScoped<CompleteTask>().AddScoped<TaskList>();

    public override void Configure(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/tasks/{id:guid}/complete", TaskEndpoints.CompleteAsync).RequirePermission(Permissions.ManageTasks).WithSummary("Complete a task");
        routes.MapPost("/admin/tasks/{id:guid}/reopen", TaskEndpoints.ReopenAsync).RequirePermission(Permissions.ManageTasks).WithSummary("Open a task again");
    }
}

[RequireFeatures("PracticeCms.Workflows")]
public sealed class WorkflowsStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services.AddActivity<CreateTaskTask>();
}
