using PracticeCms.Billing.Invoices;

namespace PracticeCms.IntegrationTests.Billing;

public sealed class FrozenDocumentTests
{
    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_database_refuses_to_change_what_is_issued(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var client = await host.ClientAsync();
        var invoice = await host.IssuedAsync(client, 10_000);
        await host.PayAsync(client, invoice.Id, 500);
        foreach (var sql in new[]
        {
            "UPDATE billing_invoice SET gross_minor = 1", "UPDATE billing_invoice SET footer = 'x'", "UPDATE billing_invoice SET status = 'Draft'", "DELETE FROM billing_invoice",
            "UPDATE billing_invoice_line SET description = 'x'", "DELETE FROM billing_invoice_line", "UPDATE billing_invoice_tax_group SET tax_minor = 1", "DELETE FROM billing_invoice_tax_group",
            "UPDATE billing_payment SET amount_minor = 1", "DELETE FROM billing_payment",
        })
        {
            Assert.True(await host.IsRefusedAsync(FrozenDocuments.Marker, sql), sql);
        }
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Another_text_of_a_line_is_a_change_of_the_draft(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var id = await host.DraftAsync(await host.ClientAsync(), 1000);
        var before = (await host.ViewAsync(id)).Invoice;
        var line = before.Lines.Single();

        Task<Result<Invoice>> EditAsync(string text) => host.InAsync("Default", services => services.GetRequiredService<EditDraft>().ExecuteAsync(
            new EditDraft.Request(id, before.Version, before.BillTo, "", "", 0, 0, [new EditDraft.Line(line.Id, text, null, 1, 1000, 0, "")])));
        var first = await EditAsync("Corrected");
        var second = await EditAsync("Work 1 too");

        Assert.True(first.Succeeded);
        Assert.Equal("stale", second.Problem?.Code);
        Assert.Equal("Corrected", (await host.ViewAsync(id)).Invoice.Lines.Single().Description);
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_issued_invoice_is_neither_edited_nor_issued_again_nor_discarded(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var invoice = await host.IssuedAsync(await host.ClientAsync(), 10_000);
        var codes = await host.InAsync("Default", async services => new[]
        {
            (await services.GetRequiredService<EditDraft>().ExecuteAsync(new EditDraft.Request(invoice.Id, null, "x", "", "", 0, 0, []))).Problem?.Code,
            (await services.GetRequiredService<IssueInvoice>().ExecuteAsync(new IssueInvoice.Request(invoice.Id))).Problem?.Code,
            (await services.GetRequiredService<DiscardDraft>().ExecuteAsync(invoice.Id)).Problem?.Code,
        });
        Assert.All(codes, code => Assert.Equal("not-a-draft", code));
    }
}
