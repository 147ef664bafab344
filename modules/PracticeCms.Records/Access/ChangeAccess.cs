namespace PracticeCms.Records.Access;

/// <summary>Who of the staff may see one client: the team, a restriction to it, and walls. Whoever decides must see the client themselves.</summary>
internal sealed class ChangeAccess(RecordsDb db, IUnitOfWork unitOfWork, IUserDirectory users, IClientAccessChanges changes, IClock clock)
{
    public sealed record State(IReadOnlyList<ClientTeamMember> Team, ClientRestriction? Restriction, IReadOnlyList<ClientWall> Walls);

    public async Task<State?> ReadAsync(Guid clientId, CancellationToken ct) => await db.Clients.AnyAsync(c => c.Id == clientId, ct)
        ? new State(
            await db.Set<ClientTeamMember>().AsNoTracking().Where(m => m.ClientId == clientId).ToListAsync(ct),
            await db.Set<ClientRestriction>().AsNoTracking().SingleOrDefaultAsync(r => r.ClientId == clientId, ct),
            await db.Set<ClientWall>().AsNoTracking().Where(w => w.ClientId == clientId).ToListAsync(ct))
        : null;

    public Task<Result> AddMemberAsync(Guid clientId, Guid userId, bool isResponsible, CancellationToken ct = default) => ChangeAsync(
        clientId,
        userId,
        async token =>
        {
            var member = await db.Set<ClientTeamMember>().SingleOrDefaultAsync(m => m.ClientId == clientId && m.UserId == userId, token);
            if (member is null)
            {
                db.Add(member = new ClientTeamMember { ClientId = clientId, UserId = userId });
            }

            member.IsResponsible = isResponsible;

            // What was open to read alone is open as it is for the team.
            var now = clock.GetCurrentInstant();
            foreach (var emergency in await db.Set<EmergencyAccess>().Where(e => e.ClientId == clientId && e.UserId == userId && e.ExpiresAt > now).ToListAsync(token))
            {
                emergency.ExpiresAt = now;
            }

            return null;
        },
        ct);

    public Task<Result> RemoveMemberAsync(Guid clientId, Guid userId, CancellationToken ct = default) => ChangeAsync(
        clientId,
        null,
        async token =>
        {
            var team = await db.Set<ClientTeamMember>().Where(m => m.ClientId == clientId).ToListAsync(token);
            if (team.All(m => m.UserId == userId) && await db.Set<ClientRestriction>().AnyAsync(r => r.ClientId == clientId, token))
            {
                return Problem.Conflict("last-of-team", "Nobody else could see this record any more. Open it to others first, or add another member.");
            }

            db.RemoveRange(team.Where(m => m.UserId == userId));
            return null;
        },
        ct);

    /// <summary>For the team alone; whoever restricts joins it, or they would shut themselves out.</summary>
    public Task<Result> RestrictAsync(Guid clientId, Guid byUser, string? reason, CancellationToken ct = default) => ChangeAsync(
        clientId,
        byUser,
        async token =>
        {
            if (Text(reason) is not { } why)
            {
                return Problem.Invalid("Reason", "Say why, in up to 200 letters.");
            }

            if (!await db.Set<ClientTeamMember>().AnyAsync(m => m.ClientId == clientId && m.UserId == byUser, token))
            {
                db.Add(new ClientTeamMember { ClientId = clientId, UserId = byUser });
            }

            if (!await db.Set<ClientRestriction>().AnyAsync(r => r.ClientId == clientId, token))
            {
                db.Add(new ClientRestriction { ClientId = clientId, Reason = why, CreatedAt = clock.GetCurrentInstant() });
            }

            return null;
        },
        ct);

    public Task<Result> OpenAsync(Guid clientId, CancellationToken ct = default) => ChangeAsync(
        clientId,
        null,
        async token =>
        {
            db.RemoveRange(await db.Set<ClientRestriction>().Where(r => r.ClientId == clientId).ToListAsync(token));
            return null;
        },
        ct);

    public Task<Result> HideFromAsync(Guid clientId, Guid userId, string? reason, CancellationToken ct = default) => ChangeAsync(
        clientId,
        userId,
        async token =>
        {
            if (Text(reason) is not { } why)
            {
                return Problem.Invalid("Reason", "Say why, in up to 200 letters.");
            }

            if (!await db.Set<ClientWall>().AnyAsync(w => w.ClientId == clientId && w.UserId == userId, token))
            {
                db.Add(new ClientWall { ClientId = clientId, UserId = userId, Reason = why, CreatedAt = clock.GetCurrentInstant() });
            }

            return null;
        },
        ct);

    public Task<Result> ShowToAsync(Guid clientId, Guid userId, CancellationToken ct = default) => ChangeAsync(
        clientId,
        null,
        async token =>
        {
            db.RemoveRange(await db.Set<ClientWall>().Where(w => w.ClientId == clientId && w.UserId == userId).ToListAsync(token));
            return null;
        },
        ct);

    private Task<Result> ChangeAsync(Guid clientId, Guid? userId, Func<CancellationToken, Task<Problem?>> change, CancellationToken ct) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            if (!await db.Clients.AnyAsync(c => c.Id == clientId, token))
            {
                return Problem.NotFound("The record");
            }

            if (userId is { } id && await users.FindAsync(id, token) is null)
            {
                return Problem.Invalid("User", "Choose a member of staff.");
            }

            if (await change(token) is { } problem)
            {
                return problem;
            }

            changes.Announce();
            return Result.Ok;
        },
        ct);

    private static string? Text(string? reason) => (reason ?? "").Trim() is { Length: > 0 and <= 200 } text ? text : null;
}
