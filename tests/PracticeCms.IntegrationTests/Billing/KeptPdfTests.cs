using System.Security.Cryptography;
using PracticeCms.Billing;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Numbering;
using PracticeCms.Billing.Payments;
using PracticeCms.Kernel.Durable;
using PracticeCms.Liquid;

namespace PracticeCms.IntegrationTests.Billing;

public sealed class KeptPdfTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_pdf_of_an_issued_document_is_made_once_and_never_changes(DatabaseProvider database)
    {
        await using var host = await BillingPractice.StartAsync(database);
        var invoice = await host.IssuedAsync(await host.ClientAsync(), 10_000);
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");
        var kept = await host.InAsync("Default", s => s.GetRequiredService<BillingDb>().KeptPdfs.AsNoTracking().SingleAsync());

        Assert.Null((await host.InAsync("Default", s => s.GetRequiredService<ILiquidRenderer>().OverrideAsync(PrintInvoice.Template, "<p>Another look</p>"))).Problem);
        var later = await host.InAsync("Default", s => s.GetRequiredService<PrintInvoice>().PdfAsync(invoice.Id));

        Assert.Equal(kept.Sha256, Convert.ToHexStringLower(SHA256.HashData(later!)));
        Assert.True(await host.IsRefusedAsync(FrozenDocuments.Marker, "UPDATE billing_kept_pdf SET sha256 = ''"));
        Assert.True(await host.IsRefusedAsync(FrozenDocuments.Marker, "DELETE FROM billing_kept_pdf"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    [Trait("Category", "Long")]
    public async Task Who_prints_at_once_gets_the_same_bytes(DatabaseProvider database)
    {
        await using var host = await BillingPractice.StartAsync(database);
        var invoice = await host.IssuedAsync(await host.ClientAsync(), 10_000);

        var prints = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.InAsync("Default", s => s.GetRequiredService<PrintInvoice>().PdfAsync(invoice.Id))));

        Assert.Single(prints.Select(p => Convert.ToHexString(SHA256.HashData(p!))).Distinct());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_report_of_numbers_shows_a_document_that_is_gone(DatabaseProvider database)
    {
        await using var host = await BillingPractice.StartAsync(database);
        var client = await host.ClientAsync();
        await host.IssuedAsync(client, 10_000);
        await host.IssuedAsync(client, 20_000);
        await host.PayAsync(client, null, 500);
        var complete = await UsesAsync();
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct =>
            s.GetRequiredService<BillingDb>().NumberCounters.Where(c => c.SeriesCode == NumberSeries.Invoice).ExecuteUpdateAsync(c => c.SetProperty(x => x.LastNumber, 3), ct)));

        Assert.Equal([(NumberSeries.Invoice, 2L, true), (NumberSeries.Receipt, 1L, true)], complete.Select(u => (u.SeriesCode, u.Drawn, u.IsComplete)));
        Assert.Equal([false, true], (await UsesAsync()).Select(u => u.IsComplete));

        Task<IReadOnlyList<NumberUse>> UsesAsync() => host.InAsync("Default", s => s.GetRequiredService<NumberReport>().ExecuteAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task One_payment_pays_the_oldest_invoices_and_leaves_the_rest_as_credit(DatabaseProvider database)
    {
        await using var host = await BillingPractice.StartAsync(database);
        var client = await host.ClientAsync();
        var invoices = new List<Invoice>();
        foreach (var price in (long[])[10_000, 20_000, 5_000])
        {
            invoices.Add(await host.IssuedAsync(client, price));
            host.Clock.Advance(Duration.FromDays(1));
        }

        await PayOldestAsync(15_000);
        Assert.Equal([0L, 15_000, 5_000], await OpenAsync());
        await PayOldestAsync(21_000);
        Assert.Equal([0L, 0, 0], await OpenAsync());
        Assert.Equal(1_000, await host.InAsync("Default", s => s.GetRequiredService<PracticeCms.Billing.Ledger.Balances>().CreditAsync(client, invoices[0].Currency)));

        Task PayOldestAsync(long amount) => host.InAsync("Default", s => s.GetRequiredService<RecordPayment>().ExecuteAsync(
            new RecordPayment.Request(client, null, PaymentMethod.Transfer, amount, null, "", Ids.New().ToString()) { PaysOldest = true }));

        async Task<List<long>> OpenAsync()
        {
            var open = new List<long>();
            foreach (var invoice in invoices)
            {
                open.Add((await host.ViewAsync(invoice.Id)).Open.Minor);
            }

            return open;
        }
    }
}
