using System.Net;
using AngleSharp.Html.Dom;
using PracticeCms.Billing;

namespace PracticeCms.IntegrationTests.Billing;

public sealed class PaymentFormTests
{
    [Fact]
    public async Task A_payment_that_is_sent_again_because_its_answer_was_lost_ends_at_the_invoice_and_stands_once()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var invoice = await host.IssuedAsync(await host.ClientAsync(), 9_500);
        using var staff = await StaffSession.SignInAsync(host);
        var path = $"admin/invoices/{invoice.Id}";
        var form = (IHtmlFormElement)(await staff.PageAsync(path)).QuerySelector("[name='Input.Key']")!.Closest("form")!;
        var fields = StaffSession.Fields(form);

        for (var time = 0; time < 2; time++)
        {
            using var answer = await staff.Http.PostAsync(path, new FormUrlEncodedContent(fields));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(1, await host.InAsync("Default", s => s.GetRequiredService<BillingDb>().Payments.CountAsync()));
        Assert.True((await host.ViewAsync(invoice.Id)).Open.IsZero);
    }
}
