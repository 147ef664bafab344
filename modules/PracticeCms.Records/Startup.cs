using PracticeCms.Records.Clients;
using PracticeCms.Records.Contracts;
using PracticeCms.Records.Demo;
using PracticeCms.Records.Documents;
using PracticeCms.Records.Fields;
using PracticeCms.Records.Import;
using PracticeCms.Records.Notes;
using PracticeCms.Records.Workflows;

namespace PracticeCms.Records;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddTenantDb<RecordsDb, Migrations>()
            .AddFeatureService<IErasesClients, Erasure.EraseRecord>().AddFeatureService<IExportsClients, Exporting.ExportClient>()
            .AddPermissions<Permissions>()
            .AddNavigation<AdminMenu>()
            .AddDashboardCards<DashboardCards>()
            .AddSearchSource<ClientSearchSource>()
            .AddRecipeStep<ContentDefinitionStep>()
            .AddDemoData<DemoClients>()
            .AddCliVerb<ImportClientsVerb>();
        services.AddFeatureService<IUsageFigure, ClientFigure>();
        services.AddScoped<IClients, ClientDirectory>().AddSingleton<ClientCounts>().AddScoped<IForms, Forms>();
        services.AddScoped<ClientRulebook>().AddScoped<SeenFields>().AddScoped<RevealNumber>().AddScoped<ClientIndex>().AddScoped<ClientWrites>().AddScoped<Duplicates>();
        services.AddScoped<ClientSecrets>().AddScoped<IdentityNumbers>();
        services.AddFeatureService<IMovesUnderClients, MoveClientSecrets>().AddFeatureService<IMovesUnderClients, MoveNotes>().AddFeatureService<IMovesUnderClients, MoveDocuments>();
        services.AddScoped<CreateClient>().AddScoped<UpdateClient>().AddScoped<ChangeClientStatus>().AddScoped<Access.ChangeAccess>().AddScoped<ListClients>();
        services.AddBackgroundTask<CheckSignedNotes>().AddBackgroundTask<RemoveOldImports>().AddScoped<WriteNote>().AddScoped<StoreDocument>().AddScoped<ImportClients>().AddScoped<ImportChunk>().AddScoped<KnownClients>().AddScoped<SaveRows>();
        services.AddFeatureService<IClientTabProvider, ClientTabs>()
            .AddFeatureService<IClientActionProvider, ClientActions>()
            .AddFeatureService<ITimelineSource, ClientTimeline>()
            .AddFeatureService<ITimelineSource, NoteTimeline>()
            .AddFeatureService<ITimelineSource, DocumentTimeline>();
    }

    public override void Configure(IEndpointRouteBuilder routes)
    {
        ClientEndpoints.Map(routes);
        Access.AccessEndpoints.Map(routes);
        DocumentEndpoints.Map(routes);
        ImportEndpoints.Map(routes);
        NoteEndpoints.Map(routes);
    }
}

[RequireFeatures("PracticeCms.Workflows")]
public sealed class WorkflowStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddActivity<ClientCreatedEvent>()
        .AddWorkflowData<ClientWorkflowData>()
        .AddEventHandler<ClientCreated, TriggerClientCreated>();
}
