using PracticeCms.Billing.Api;
using PracticeCms.Billing.Charges;
using PracticeCms.Billing.Clients;
using PracticeCms.Billing.Contracts;
using PracticeCms.Billing.Dashboard;
using PracticeCms.Billing.Demo;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Mailing;
using PracticeCms.Billing.Numbering;
using PracticeCms.Billing.Payments;
using PracticeCms.Billing.Recipes;
using PracticeCms.Billing.Settings;
using PracticeCms.Billing.Taxes;
using PracticeCms.Billing.Workflows;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Billing;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddTenantDb<BillingDb, Migrations>()
            .AddFeatureService<IErasesClients, Erasure.EraseBilling>().AddFeatureService<IExportsClients, Exporting.ExportBilling>().AddPermissions<Permissions>().AddNavigation<AdminMenu>()
            .AddDashboardCards<MoneyCards>().AddSearchSource<InvoiceSearch>()
            .AddFeatureService<IClientTabProvider, ClientBilling>().AddFeatureService<IClientActionProvider, ClientBilling>()
            .AddFeatureService<IAppointmentActionProvider, ClientBilling>().AddFeatureService<ITimelineSource, BillingTimeline>()
            .AddOutboxHandler<PrintIssued>().AddBackgroundTask<CheckLedger>().AddRecipeStep<TaxRatesStep>().AddRecipeStep<NumberSeriesStep>().AddDemoData<DemoInvoices>()
            .AddEventHandler<AppointmentArrived, ChargeOnArrival>();
        services.AddScoped<Desk>().AddScoped<PostEntry>().AddScoped<ReverseEntry>().AddScoped<Balances>().AddScoped<ClientLock>();
        services.AddScoped<DrawNumber>().AddScoped<SaveNumberSeries>().AddScoped<TaxRates>().AddScoped<SaveTaxRates>().AddScoped<SaveTerms>();
        services.AddScoped<ChargeVisit>().AddScoped<InvoiceVisit>().AddScoped<CreateDraft>().AddScoped<EditDraft>().AddScoped<DiscardDraft>();
        services.AddScoped<FreezeDocument>().AddScoped<IssueInvoice>().AddScoped<CreditInvoice>();
        services.AddScoped<RecordPayment>().AddScoped<ApplyCredit>().AddScoped<ReversePayment>();
        services.AddScoped<InvoiceList>().AddScoped<InvoiceReader>().AddScoped<Aging>().AddScoped<PaymentList>().AddScoped<PrintInvoice>().AddScoped<KeptPdfs>().AddScoped<PrintLater>().AddScoped<NumberReport>().AddScoped<Revenue>().AddScoped<DemoInvoice>().AddScoped<AddCharge>();
    }

    public override void Configure(IEndpointRouteBuilder routes)
    {
        InvoiceEndpoints.Map(routes);
        PaymentEndpoints.Map(routes);
        InvoiceApi.Map(routes);
    }
}

[RequireFeatures("PracticeCms.Workflows")]
public sealed class WorkflowStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services
        .AddActivity<InvoiceIssuedEvent>().AddActivity<PaymentReceivedEvent>().AddWorkflowData<InvoiceData>()
        .AddEventHandler<InvoiceIssued, WorkflowTriggers>().AddEventHandler<PaymentReceived, WorkflowTriggers>();
}

[RequireFeatures("PracticeCms.Messaging")]
public sealed class MessagingStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) =>
        services.AddScoped<MailInvoice>().AddFeatureService<IDocumentActionProvider, MailAction>();

    public override void Configure(IEndpointRouteBuilder routes) =>
        routes.MapPost("/admin/invoices/{id:guid}/mail", MailEndpoints.SendAsync).RequirePermission(Permissions.IssueInvoices).WithSummary("Send an issued document by mail");
}
