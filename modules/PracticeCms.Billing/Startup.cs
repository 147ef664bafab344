using PracticeCms.Billing.Charges;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Numbering;
using PracticeCms.Billing.Payments;
using PracticeCms.Billing.Taxes;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Billing;

public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddTenantDb<BillingDb, Migrations>().AddPermissions<Permissions>()
            .AddEventHandler<AppointmentArrived, ChargeOnArrival>();
        services.AddScoped<PostEntry>().AddScoped<ReverseEntry>().AddScoped<Balances>().AddScoped<ClientLock>().AddScoped<DrawNumber>().AddScoped<TaxRates>();
        services.AddScoped<ChargeVisit>().AddScoped<InvoiceVisit>().AddScoped<CreateDraft>().AddScoped<EditDraft>().AddScoped<DiscardDraft>();
        services.AddScoped<FreezeDocument>().AddScoped<IssueInvoice>().AddScoped<CreditInvoice>();
        services.AddScoped<RecordPayment>().AddScoped<ApplyCredit>().AddScoped<ReversePayment>();
    }
}
