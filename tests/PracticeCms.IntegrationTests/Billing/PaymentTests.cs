using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Payments;

namespace PracticeCms.IntegrationTests.Billing;

public sealed class PaymentTests
{
    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_invoice_goes_from_issued_to_part_paid_to_paid(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var client = await host.ClientAsync();
        var invoice = await host.IssuedAsync(client, 6_000, 4_000);
        Assert.Equal(InvoiceState.Issued, (await host.ViewAsync(invoice.Id)).State);
        await host.PayAsync(client, invoice.Id, 2_500);
        var part = await host.ViewAsync(invoice.Id);
        Assert.Equal((InvoiceState.PartiallyPaid, 7_500), (part.State, part.Open.Minor));
        await host.PayAsync(client, invoice.Id, 7_500);
        Assert.Equal(InvoiceState.Paid, (await host.ViewAsync(invoice.Id)).State);
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_is_paid_too_much_is_credit_that_pays_the_next_invoice(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var client = await host.ClientAsync();
        var first = await host.IssuedAsync(client, 10_000);
        await host.PayAsync(client, first.Id, 13_000);
        var second = await host.IssuedAsync(client, 5_000);
        var applied = await host.InAsync("Default", services => services.GetRequiredService<ApplyCredit>().ExecuteAsync(second.Id));
        Assert.Equal(3_000, applied.Value.Minor);
        Assert.Equal(2_000, (await host.ViewAsync(second.Id)).Open.Minor);
        Assert.Equal("no-credit", (await host.InAsync("Default", services => services.GetRequiredService<ApplyCredit>().ExecuteAsync(second.Id))).Problem?.Code);
        await LedgerTests.AssertTrialIsZeroAsync(host);
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_same_key_records_a_payment_once(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var client = await host.ClientAsync();
        var invoice = await host.IssuedAsync(client, 10_000);
        var first = await host.PayAsync(client, invoice.Id, 1_000, "key");
        var again = await host.PayAsync(client, invoice.Id, 1_000, "key");
        var other = await host.PayAsync(client, invoice.Id, 2_000, "key");
        Assert.Equal((first.Value.Id, "key-used"), (again.Value.Id, other.Problem?.Code));
        Assert.Equal(9_000, (await host.ViewAsync(invoice.Id)).Open.Minor);
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Crediting_a_paid_invoice_gives_the_client_credit(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var client = await host.ClientAsync();
        var invoice = await host.IssuedAsync(client, 10_000);
        await host.PayAsync(client, invoice.Id, 4_000);
        var note = await host.InAsync("Default", services =>
            services.GetRequiredService<CreditInvoice>().ExecuteAsync(new CreditInvoice.Request(invoice.Id, null, "Mistake")));
        var balance = (await host.InAsync("Default", services => services.GetRequiredService<Balances>().OfClientAsync(client))).Single();
        Assert.StartsWith("CN-", note.Value.Number, StringComparison.Ordinal);
        Assert.Equal((0, 4_000), (balance.OpenMinor, balance.CreditMinor));
        Assert.Equal(InvoiceState.Credited, (await host.ViewAsync(invoice.Id)).State);
        var more = await host.InAsync("Default", services =>
            services.GetRequiredService<CreditInvoice>().ExecuteAsync(new CreditInvoice.Request(invoice.Id, null, "Again")));
        Assert.Equal(ProblemKind.Invalid, more.Problem?.Kind);
    }
}
