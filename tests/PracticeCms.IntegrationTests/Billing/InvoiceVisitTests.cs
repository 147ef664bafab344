using System.Net.Http.Json;
using System.Text.Json;
using PracticeCms.Billing;
using PracticeCms.Billing.Invoices;
using PracticeCms.IntegrationTests.Scheduling;

namespace PracticeCms.IntegrationTests.Billing;

public sealed class InvoiceVisitTests
{
    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_visit_that_many_invoice_at_once_gets_one_invoice(DatabaseProvider provider)
    {
        await using var practice = await BookablePractice.StartAsync(provider);
        using var booked = await practice.BookAsync(await practice.FirstSlotAsync(), "Guest", "key");
        var visit = (await booked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();

        var pressed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => practice.Host.InAsync("Default", s => s.GetRequiredService<InvoiceVisit>().ExecuteAsync(visit))));

        Assert.All(pressed, p => Assert.Null(p.Problem));
        Assert.Single(pressed.Select(p => p.Value).Distinct());
        Assert.Equal(1, await practice.Host.InAsync("Default", s => s.GetRequiredService<BillingDb>().Invoices.CountAsync()));
    }
}
