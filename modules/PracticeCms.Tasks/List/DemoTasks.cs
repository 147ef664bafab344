using PracticeCms.Records.Contracts;
using PracticeCms.Tasks.Contracts;

namespace PracticeCms.Tasks.List;

/// <summary>A dozen tasks around today; a few are about clients, two are done.</summary>
internal sealed class DemoTasks(AddTask addTask, CompleteTask complete, IClients clients, IUserDirectory users, ITenant tenant, IClock clock) : IDemoDataSource
{
    private static (string Title, int DueIn, string Role, bool AboutClient)[] Samples(string[] own) =>
    [
        ("Call back about the invoice", -2, StockRoles.Billing, true),
        ("Order printer paper", -1, StockRoles.FrontDesk, false),
        (own[0], 0, StockRoles.FrontDesk, true),
        (own[1], 0, StockRoles.FrontDesk, true),
        ("Check the day's cash", 0, StockRoles.Billing, false),
        (own[2], 1, StockRoles.Practitioner, true),
        (own[3], 2, StockRoles.FrontDesk, true),
        ("Prepare the staff meeting", 3, StockRoles.Administrator, false),
        ("Review opening hours for the holidays", 6, StockRoles.Owner, false),
        ("Follow up on the open balance", 8, StockRoles.Billing, true),
        ("Water the plants", -3, StockRoles.FrontDesk, false),
        ("Update the price list at the desk", -4, StockRoles.Administrator, false),
    ];

    private static string[] Own(string vertical) => vertical switch
    {
        "medical" => ["Confirm tomorrow's first visit by phone", "Scan the signed consent form", "Send the report to the referrer", "Ask for a new insurance card"],
        "legal" => ["Confirm tomorrow's consultation by phone", "File the signed fee agreement", "Send the draft contract to the other side", "Ask for the missing power of attorney"],
        "accounting" => ["Confirm tomorrow's meeting by phone", "File the signed engagement letter", "Send the draft accounts for approval", "Ask for the missing bank statements"],
        _ => ["Confirm tomorrow's first appointment by phone", "File the signed form", "Send the summary", "Ask for the missing papers"],
    };

    public int Order => 40;

    public async Task<string?> SeedAsync(DemoDataOptions options, CancellationToken ct)
    {
        var samples = Samples(Own(options.Vertical));
        var known = await clients.SearchAsync("C-", samples.Length, ct);
        var owner = (await users.ListAsync(ct)).FirstOrDefault(u => u.Roles.Contains(StockRoles.Owner));
        var today = tenant.Today(clock);
        for (var i = 0; i < samples.Length; i++)
        {
            var (title, dueIn, role, aboutClient) = samples[i];
            var client = aboutClient && known.Count > 0 ? known[i % known.Count].Id : (Guid?)null;
            var mine = i % 3 == 0 ? owner?.Id : null;
            var made = await addTask.CreateAsync(
                new NewTask(title, null, client, mine, mine is null ? role : null, today.PlusDays(dueIn), $"demo-task:{i}", null), ct);
            if (made.Succeeded && i >= samples.Length - 2)
            {
                await complete.ExecuteAsync(made.Value, true, ct);
            }
        }

        return $"{samples.Length} tasks";
    }
}
