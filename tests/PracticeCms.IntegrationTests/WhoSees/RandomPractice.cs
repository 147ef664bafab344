using PracticeCms.Access;
using PracticeCms.Records;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.Roles;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>
/// A practice whose staff, teams, walls, restrictions and emergencies are drawn from a seed, and who may see whom by the plain rules of decision 14,
/// computed from what was drawn and from nothing that the product says.
/// </summary>
internal sealed class RandomPractice(string tenant, string prefix)
{
    public const string Password = "green river stone";

    private readonly HashSet<Guid> restricted = [];
    private readonly HashSet<(Guid Client, Guid User)> walls = [];
    private readonly HashSet<(Guid Client, Guid User)> emergencies = [];
    private readonly Dictionary<(Guid Client, Guid User), bool> teams = [];
    private readonly Dictionary<string, RecordScope> scopes = [];

    public string Tenant => tenant;
    public string Prefix => prefix;
    public List<(Guid Id, string Email, string[] Roles)> Users { get; } = [];
    public List<(OneClient Client, string Family)> Clients { get; } = [];
    public IReadOnlyDictionary<string, HashSet<string>> Rights { get; private set; } = new Dictionary<string, HashSet<string>>();

    /// <summary>The rule, in the order of the decision: a wall wins; else the role's reach where the client is not for the team alone, the team, or an open emergency.</summary>
    public bool Sees(Guid user, Guid client)
    {
        if (walls.Contains((client, user)))
        {
            return false;
        }

        var scope = Users.Single(u => u.Id == user).Roles.Select(r => scopes[r]).Min();
        var byTeam = teams.TryGetValue((client, user), out var responsible) && (scope != RecordScope.Own || responsible);
        return byTeam || (scope == RecordScope.All && !restricted.Contains(client)) || emergencies.Contains((client, user));
    }

    public bool IsRestricted(Guid client) => restricted.Contains(client);

    public bool IsOpenInEmergency(Guid user, Guid client) => emergencies.Contains((client, user));

    public async Task DrawAsync(TestHost host, Random random, int clients, int users)
    {
        await DrawRolesAsync(host, random);
        for (var i = 0; i < users; i++)
        {
            string[] roles = [.. StockRoles.All.Where(r => r != StockRoles.Client).OrderBy(_ => random.Next()).Take(1 + random.Next(2))];
            var email = $"user{i}@{tenant.ToLowerInvariant()}.example.org";
            Users.Add((await host.InAsync(tenant, async s => (await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(email, $"User {i}", roles, Password))).Value.Id), email, roles));
        }

        for (var i = 0; i < clients; i++)
        {
            var family = $"{tenant}zq{i:00}x";
            Clients.Add((await OneClient.MakeAsync(host, tenant, family, []), family));
        }

        await DrawExceptionsAsync(host, random);
    }

    private Task DrawRolesAsync(TestHost host, Random random) => host.InAsync(tenant, services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
    {
        var roles = services.GetRequiredService<IRoles>();
        var declared = services.GetRequiredService<IFeatureServices<IPermissionProvider>>().SelectMany(p => p.GetPermissions()).ToList();
        foreach (var role in await roles.ListAsync(ct))
        {
            scopes[role.Name] = role.Name == StockRoles.Owner ? RecordScope.All : (RecordScope)random.Next(3);
            await roles.SaveAsync(role with { Scope = scopes[role.Name] }, ct);
        }

        Rights = (await roles.ListAsync(ct)).ToDictionary(r => r.Name, r => declared.Where(p => PermissionMatrix.Of(r.Permissions, p) != PermissionMatrix.Grant.None).Select(p => p.Name).ToHashSet());
    }));

    private Task DrawExceptionsAsync(TestHost host, Random random) => host.InAsync(tenant, services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
    {
        var db = services.GetRequiredService<RecordsDb>();
        foreach (var client in Clients.Select(c => c.Client.Id))
        {
            if (random.Next(5) == 0 && restricted.Add(client))
            {
                db.Add(new ClientRestriction { ClientId = client, Reason = "known to all" });
            }

            foreach (var user in Users.Select(u => u.Id))
            {
                if (random.Next(5) == 0)
                {
                    teams[(client, user)] = random.Next(2) == 0;
                    db.Add(new ClientTeamMember { ClientId = client, UserId = user, IsResponsible = teams[(client, user)] });
                }

                if (random.Next(6) == 0 && walls.Add((client, user)))
                {
                    db.Add(new ClientWall { ClientId = client, UserId = user, Reason = "family" });
                }

                if (random.Next(12) == 0 && emergencies.Add((client, user)))
                {
                    var now = services.GetRequiredService<IClock>().GetCurrentInstant();
                    db.Add(new EmergencyAccess { Id = Ids.New(), ClientId = client, UserId = user, Category = "Emergency", Reason = "drawn from a seed", StartedAt = now, ExpiresAt = now + EmergencyAccess.Lasts });
                }
            }
        }

        services.GetRequiredService<IClientAccessChanges>().Announce();
        return Task.FromResult(true);
    }));
}
