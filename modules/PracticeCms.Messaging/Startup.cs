using PracticeCms.Backups;
using PracticeCms.Health;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Messaging.Delivery;
using PracticeCms.Messaging.Outgoing;
using PracticeCms.Messaging.Sending;
using PracticeCms.Messaging.Templates;
using PracticeCms.Messaging.Workflows;

namespace PracticeCms.Messaging;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddTenantDb<MessagingDb, Migrations>()
            .AddFeatureService<IErasesClients, Erasure.EraseMails>().AddFeatureService<IExportsClients, Exporting.ExportMails>()
            .AddPermissions<Permissions>()
            .AddNavigation<AdminMenu>()
            .AddOutboxHandler<DeliverMail>()
            .AddOutboxHandler<ReleaseAfterPause>()
            .AddFeatureService<IAfterRestore, PauseAfterRestore>()
            .AddFeatureService<IHealthCheck, MailHealth>();
        services.AddScoped<MailTemplate>().AddScoped<MailComposer>().AddScoped<MailTransport>().AddScoped<ChangeMail>();
        services.AddFeatureService<IMovesUnderClients, MoveMails>();
        services.AddScoped<OutgoingList>().AddScoped<ChangeMailSettings>();
        services.AddScoped<SendBudget>().AddScoped<ChangeSendBudget>().AddScoped<PauseOutbound>();
        services.AddScoped<OutgoingMailbox>().AddScoped<IMail>(sp => sp.GetRequiredService<OutgoingMailbox>());
    }

    public override void Configure(IEndpointRouteBuilder routes)
    {
        OutgoingEndpoints.Map(routes);
    }
}

[RequireFeatures("PracticeCms.Workflows")]
public sealed class WorkflowStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services.AddActivity<EmailTask>().AddWorkflowEffects<WorkflowMail>();
}
