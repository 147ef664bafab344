using PracticeCms.Billing;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Payments;
using PracticeCms.Records.Contracts;

namespace PracticeCms.IntegrationTests.Billing;

/// <summary>Arranges money matters through the real use cases.</summary>
internal static class BillingPractice
{
    public static async Task<TestHost> StartAsync(DatabaseProvider provider)
    {
        Databases.Need(provider);
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(provider);
        return host;
    }

    public static Task<Guid> ClientAsync(this TestHost host, string family = "Berg") => host.InAsync("Default", async services =>
        (await services.GetRequiredService<IUnitOfWork>().RunAsync(
            ct => services.GetRequiredService<IClients>().CreateAsync(new NewClient("Anna", family, $"{family.ToLowerInvariant()}@example.org", null), ct))).Value);

    public static Task<Guid> DraftAsync(this TestHost host, Guid clientId, params long[] prices) =>
        host.InAsync("Default", services => DraftAsync(services, clientId, prices));

    public static async Task<Guid> DraftAsync(IServiceProvider services, Guid clientId, params long[] prices)
    {
        var draft = (await services.GetRequiredService<CreateDraft>().ExecuteAsync(new CreateDraft.Request(clientId))).Value;
        var lines = prices.Select((p, i) => new EditDraft.Line(null, $"Work {i + 1}", null, 1, p, 0, "")).ToList();
        await services.GetRequiredService<EditDraft>().ExecuteAsync(new EditDraft.Request(draft.Id, null, draft.BillTo, "", "", 0, 0, lines));
        return draft.Id;
    }

    public static Task<Invoice> IssuedAsync(this TestHost host, Guid clientId, params long[] prices) => host.InAsync("Default", async services =>
    {
        var id = await DraftAsync(services, clientId, prices);
        return (await services.GetRequiredService<IssueInvoice>().ExecuteAsync(new IssueInvoice.Request(id))).Value;
    });

    public static Task<Result<Payment>> PayAsync(this TestHost host, Guid clientId, Guid? invoiceId, long amount, string? key = null) => host.InAsync("Default", services =>
        services.GetRequiredService<RecordPayment>().ExecuteAsync(
            new RecordPayment.Request(clientId, invoiceId, PaymentMethod.Cash, amount, null, "", key ?? Ids.New().ToString())));

    public static Task<InvoiceView> ViewAsync(this TestHost host, Guid id) =>
        host.InAsync("Default", async services => (await services.GetRequiredService<InvoiceReader>().FindAsync(id))!);

    /// <summary>Runs SQL in a unit of work and tells the marker that the database refused it with.</summary>
    public static Task<bool> IsRefusedAsync(this TestHost host, string marker, string sql) => host.InAsync("Default", async services =>
    {
        try
        {
            await services.GetRequiredService<IUnitOfWork>().RunAsync(ct => services.GetRequiredService<BillingDb>().Database.ExecuteSqlRawAsync(sql, ct));
            return false;
        }
        catch (Exception e) when (services.GetRequiredService<IDbErrors>().IsRefusedBy(e, marker))
        {
            return true;
        }
    });
}
