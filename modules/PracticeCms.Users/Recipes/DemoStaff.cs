using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Recipes;

/// <summary>A few colleagues, so that roles and assignments have somebody to show. They have no passwords and cannot sign in.</summary>
internal sealed class DemoStaff(UserManager<User> users, AddUser addUser, IRoles roles) : IDemoDataSource
{
    private static readonly (string Email, string Name, string Role)[] People =
    [
        ("frieda.front@example.org", "Frieda Front", StockRoles.FrontDesk),
        ("bela.billing@example.org", "Bela Billing", StockRoles.Billing),
        ("priya.privacy@example.org", "Priya Privacy", StockRoles.PrivacyOfficer),
    ];

    public int Order => 0;

    public async Task<string?> SeedAsync(DemoDataOptions options, CancellationToken ct)
    {
        var known = (await roles.ListAsync(ct)).Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var made = 0;
        foreach (var (email, name, role) in People.Where(p => known.Contains(p.Role)))
        {
            if (await users.FindByEmailAsync(email) is null)
            {
                made += (await addUser.ExecuteAsync(new AddUser.Request(email, name, [role]), ct)).Succeeded ? 1 : 0;
            }
        }

        return made == 0 ? null : $"{made} members of staff";
    }
}
