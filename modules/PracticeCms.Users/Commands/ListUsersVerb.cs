using System.CommandLine;

namespace PracticeCms.Users.Commands;

internal sealed class ListUsersVerb : ICliVerb
{
    public string Path => "user list";
    public string Description => "List the members of staff";

    public void Describe(Command command)
    {
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(async services =>
    {
        var db = services.GetRequiredService<UsersDb>();
        var roles = (await db.UserRoles.AsNoTracking().ToListAsync(ct)).ToLookup(r => r.UserId, r => r.RoleName);
        var users = (await db.Users.AsNoTracking().OrderBy(u => u.NormalizedEmail).ToListAsync(ct))
            .ConvertAll(u => new
            {
                id = u.Id,
                email = u.Email,
                name = u.DisplayName,
                roles = roles[u.Id].Order().ToArray(),
                state = !u.IsEnabled ? "off" : u.HasPassword ? "active" : "invited",
            });
        run.Result(users, users.Select(u => $"{u.email,-36} {u.state,-8} {string.Join(", ", u.roles),-30} {u.name}"));
        return ExitCodes.Ok;
    });
}
