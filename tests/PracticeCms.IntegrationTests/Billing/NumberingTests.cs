using System.Globalization;
using PracticeCms.Billing;
using PracticeCms.Billing.Invoices;

namespace PracticeCms.IntegrationTests.Billing;

public sealed class NumberingTests
{
    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Parallel_issues_with_rollbacks_leave_no_gap_and_no_duplicate(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var client = await host.ClientAsync();
        var drafts = new List<Guid>();
        for (var i = 0; i < 32; i++)
        {
            drafts.Add(await host.DraftAsync(client, 1000 + i));
        }

        var issued = await Task.WhenAll(drafts.Select((id, i) => Task.Run(() => IssueAsync(host, id, rollBack: i % 5 == 0))));
        var expected = issued.Count(ok => ok);
        var numbers = await host.InAsync("Default", services => services.GetRequiredService<BillingDb>().Invoices
            .Where(i => i.Number != null).OrderBy(i => i.Number).Select(i => i.Number!).ToListAsync());
        Assert.Equal(25, expected);
        Assert.Equal(Enumerable.Range(1, expected).Select(n => n.ToString("D5", CultureInfo.InvariantCulture)), numbers.Select(n => n[^5..]));
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_discarded_draft_never_had_a_number(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var client = await host.ClientAsync();
        var discarded = await host.DraftAsync(client, 1000);
        await host.InAsync("Default", services => services.GetRequiredService<DiscardDraft>().ExecuteAsync(discarded));
        var issued = await host.IssuedAsync(client, 1000);
        Assert.EndsWith("-00001", issued.Number, StringComparison.Ordinal);
    }

    private static async Task<bool> IssueAsync(TestHost host, Guid id, bool rollBack)
    {
        try
        {
            return await host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
            {
                var result = await services.GetRequiredService<IssueInvoice>().ExecuteAsync(new IssueInvoice.Request(id), ct);
                Assert.True(result.Succeeded, result.Problem?.Message);
                return rollBack ? throw new InvalidOperationException("Rolled back on purpose.") : true;
            }));
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("Rolled back", StringComparison.Ordinal))
        {
            return false;
        }
    }
}
