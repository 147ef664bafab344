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
            .AddPermissions<Permissions>()
            .AddNavigation<AdminMenu>()
            .AddOutboxHandler<DeliverMail>()
<<<<<<< HEAD
            .AddFeatureService<IHealthCheck, MailHealth>();
=======
            .AddOutboxHandler<ReleaseAfterPause>();
>>>>>>> a8c5fae (Send budget and pause of all that leaves; a database that is away or full is answered as such; chaos kills a blank practice)
        services.AddScoped<MailTemplate>().AddScoped<MailComposer>().AddScoped<MailTransport>().AddScoped<ChangeMail>();
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
