using PracticeCms.Backups;
using PracticeCms.Workflows.Activities;
using PracticeCms.Workflows.Cli;
using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Expressions;
using PracticeCms.Workflows.Recipes;
using PracticeCms.Workflows.Running;
using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddTenantDb<WorkflowsDb, Migrations>()
            .AddFeatureService<IErasesClients, Erasure.EraseWorkflows>().AddFeatureService<IAfterRestore, StopAfterRestore>()
            .AddPermissions<Permissions>()
            .AddNavigation<AdminMenu>()
            .AddRecipeStep<WorkflowTypeStep>()
            .AddCliVerb<ListWorkflows>();
        services.AddOutboxHandler<TakeEvent>().AddOutboxHandler<AdvanceWorkflow>().AddTimerHandler<WakeWorkflow>().AddTimerHandler<Schedules>().AddOutboxHandler<StartOnSchedule>();
        services.AddScoped<IWorkflowManager, WorkflowEvents>().AddScoped<IWorkflowEvaluator, WorkflowEvaluator>();
        services.AddScoped<WorkflowStore>().AddScoped<ActivityCatalog>().AddScoped<Waits>().AddScoped<TakeStep>().AddScoped<StartWorkflow>();
        services.AddScoped<RescheduleWaits>().AddScoped<EndWorkflows>().AddScoped<MendWorkflow>().AddScoped<FaultWorkflow>();
        services.AddScoped<CheckType>().AddScoped<PublishType>().AddScoped<PublishRule>().AddScoped<SwitchType>().AddScoped<StopWorkflows>();
        services.AddScoped<ImportType>().AddScoped<TypeList>().AddScoped<RunList>();
        AddActivities(services);
    }

    public override void Configure(IEndpointRouteBuilder routes)
    {
        TypeEndpoints.Map(routes);
        RunEndpoints.Map(routes);
    }

    private static void AddActivities(IServiceCollection services) => services
        .AddActivity<IfElseTask>().AddActivity<ForkTask>().AddActivity<JoinTask>().AddActivity<ScriptTask>()
        .AddActivity<WhileLoopTask>().AddActivity<ForLoopTask>().AddActivity<ForEachTask>()
        .AddActivity<SetPropertyTask>().AddActivity<SetOutputTask>().AddActivity<CorrelateTask>().AddActivity<LogTask>().AddActivity<LiquidTask>()
        .AddActivity<WaitUntilTask>().AddActivity<TimerEvent>().AddActivity<SignalEvent>();
}
