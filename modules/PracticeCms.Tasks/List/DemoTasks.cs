using PracticeCms.Records.Contracts;
using PracticeCms.Tasks.Contracts;

namespace PracticeCms.Tasks.List;

/// <summary>A dozen tasks around today; a few are about clients, two are done.</summary>
internal sealed class DemoTasks(AddTask addTask, CompleteTask complete, IClients clients, IUserDirectory users, ITenant tenant, IClock clock) : IDemoDataSource
{
    private static readonly (string Title, int DueIn, string Role, bool AboutClient)[] Samples =
    [
        ("Call back about the invoice", -2, StockRoles.Billing, true),
        ("Order printer paper", -1, StockRoles.FrontDesk, false),
        ("Confirm tomorrow's first visit by phone", 0, StockRoles.FrontDesk, true),
        ("Scan the signed consent form", 0, StockRoles.FrontDesk, true),
        ("Check the day's cash", 0, StockRoles.Billing, false),
        ("Send the report to the referrer", 1, StockRoles.Practitioner, true),
        ("Ask for a new insurance card", 2, StockRoles.FrontDesk, true),
        ("Prepare the staff meeting", 3, StockRoles.Administrator, false),
        ("Review opening hours for the holidays", 6, StockRoles.Owner, false),
        ("Follow up on the open balance", 8, StockRoles.Billing, true),
        ("Water the plants", -3, StockRoles.FrontDesk, false),
        ("Update the price list at the desk", -4, StockRoles.Administrator, false),
    ];

    public int Order => 40;

    public async Task<string?> SeedAsync(DemoDataOptions options, CancellationToken ct)
    {
        var known = await clients.SearchAsync("C-", Samples.Length, ct);
        var owner = (await users.ListAsync(ct)).FirstOrDefault(u => u.Roles.Contains(StockRoles.Owner));
        var today = tenant.Today(clock);
        for (var i = 0; i < Samples.Length; i++)
        {
            var (title, dueIn, role, aboutClient) = Samples[i];
            var client = aboutClient && known.Count > 0 ? known[i % known.Count].Id : (Guid?)null;
            var mine = i % 3 == 0 ? owner?.Id : null;
            var made = await addTask.CreateAsync(
                new NewTask(title, null, client, mine, mine is null ? role : null, today.PlusDays(dueIn), $"demo-task:{i}", null), ct);
            if (made.Succeeded && i >= Samples.Length - 2)
            {
                await complete.ExecuteAsync(made.Value, true, ct);
            }
        }

        return $"{Samples.Length} tasks";
    }
}
