using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Sessions;

/// <summary>Begins, finds and ends sessions. The row decides; a cookie without one is nothing.</summary>
internal sealed class SessionStore(
    UsersDb db, SessionCache cache, ITenant tenant, ISettings settings, IUserDirectory directory, IUnitOfWork unitOfWork, IClock clock, IAuditTrail audit, ICurrentActor actor)
    : ISignInSessions
{
    public static readonly Duration TouchEvery = Duration.FromSeconds(30);

    public async ValueTask<SignInSession?> FindAsync(Guid id, bool isActivity, CancellationToken ct = default)
    {
        var session = cache.Find(tenant.Name, id) ?? await LoadAsync(id, ct);
        if (session is null)
        {
            return null;
        }

        var now = clock.GetCurrentInstant();
        var rules = await settings.GetAsync<SecuritySettings>(ct);
        if (now >= session.ExpiresAt || !Within(now - session.LastSeenAt, Duration.FromMinutes(rules.IdleMinutes))
            || await directory.FindAsync(session.UserId, ct) is not { } user || user.SecurityStamp != session.Stamp)
        {
            return null;
        }

        if (isActivity && now - session.LastSeenAt > TouchEvery)
        {
            await TouchAsync(session, now, ct);
        }

        return new SignInSession(id, user, session.ConfirmedAt, Missing(session, user, rules));
    }

    /// <summary>A new session. The one that this browser had before ends, whoever's it was.</summary>
    public Task<Session> BeginAsync(User user, string factors, string? address, string? userAgent, SignInSession? instead = null, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token =>
        {
            if (instead is { } old)
            {
                await EndAsync(old.User.Id, old.Id, token);
            }

            var now = clock.GetCurrentInstant();
            var session = new Session
            {
                Id = Ids.New(), UserId = user.Id, Stamp = user.SecurityStamp ?? "", Factors = factors, CreatedAt = now, ConfirmedAt = now, LastSeenAt = now,
                ExpiresAt = now + Duration.FromHours((await settings.GetAsync<SecuritySettings>(token)).SessionHours), Address = address, Device = Device.Of(userAgent),
            };
            db.Add(session);
            using (actor.ActAs(ActorKind.Staff, user.DisplayName, user.Id))
            {
                audit.Record("signed in", "SignIn", entityId: user.Id, reason: $"{factors.Replace(",", " and ", StringComparison.Ordinal)}, session {session.Id}");
            }

            return session;
        },
        ct);

    /// <summary>
    /// A session in which another factor was shown goes on under a new id, in the running unit of work: an id that was seen before the factor is worth
    /// nothing after it. It ends when the one before would have.
    /// </summary>
    public async Task<Session> RaiseAsync(Session before, string factor, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var session = new Session
        {
            Id = Ids.New(), UserId = before.UserId, Stamp = before.Stamp, Factors = string.Join(',', before.Factors.Split(',').Append(factor).Distinct()), CreatedAt = before.CreatedAt,
            ConfirmedAt = now, LastSeenAt = now, ExpiresAt = before.ExpiresAt, Address = before.Address, Device = before.Device,
        };
        await EndAsync(before.UserId, before.Id, ct);
        db.Add(session);
        return session;
    }

    /// <summary>The row of a session that still counts, for changes in the running unit of work; null where it was ended meanwhile.</summary>
    public async Task<Session?> LiveAsync(Guid id, User user, CancellationToken ct) =>
        await db.Sessions.SingleOrDefaultAsync(s => s.Id == id && s.UserId == user.Id && s.Stamp == user.SecurityStamp, ct);

    /// <summary>A factor was shown again. Null where the session was ended meanwhile.</summary>
    public Task<Session?> ConfirmAsync(SignInSession shown, string factor, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            if (await db.Sessions.SingleOrDefaultAsync(s => s.Id == shown.Id && s.UserId == shown.User.Id, token) is not { } session)
            {
                return null;
            }

            audit.Record("confirmed", "SignIn", entityId: session.UserId, reason: factor);
            return await RaiseAsync(session, factor, token);
        },
        ct);

    public async Task<IReadOnlyList<Session>> OfAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var idle = now - Duration.FromMinutes((await settings.GetAsync<SecuritySettings>(ct)).IdleMinutes);
        var stamp = (await directory.FindAsync(userId, ct))?.SecurityStamp;
        return await db.Sessions.AsNoTracking().Where(s => s.UserId == userId && s.ExpiresAt > now && s.LastSeenAt > idle && s.Stamp == stamp)
            .OrderByDescending(s => s.LastSeenAt).ToListAsync(ct);
    }

    /// <summary>Ends one session of this user; of anybody else's it knows nothing.</summary>
    /// <returns>False where there is none.</returns>
    public Task<bool> EndAsync(Guid userId, Guid id, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            if (await db.Sessions.SingleOrDefaultAsync(s => s.Id == id && s.UserId == userId, token) is not { } session)
            {
                return false;
            }

            db.Remove(session);
            ForgetLater(id);
            return true;
        },
        ct);

    private void ForgetLater(Guid id) => unitOfWork.AfterCommit(() =>
    {
        cache.Forget(tenant.Name, id);
        return Task.CompletedTask;
    });

    /// <summary>A clock that was set back makes nothing younger; that of another node may be a little ahead.</summary>
    private static bool Within(Duration age, Duration limit) => age <= limit && age >= -SignInSession.Skew;

    private static MissingFactor Missing(Session session, UserAccess user, SecuritySettings rules) =>
        session.HasTwoFactors ? MissingFactor.None : user.HasSecondFactor ? MissingFactor.Second : rules.RequireTwoFactors ? MissingFactor.Enrolment : MissingFactor.None;

    private async Task<Session?> LoadAsync(Guid id, CancellationToken ct)
    {
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);
        if (session is not null)
        {
            cache.Keep(tenant.Name, session);
        }

        return session;
    }

    /// <summary>Said first, so that of many requests at once one writes it and no other waits for its lock.</summary>
    private async Task TouchAsync(Session session, Instant now, CancellationToken ct)
    {
        var before = session.LastSeenAt;
        session.LastSeenAt = now;
        try
        {
            await unitOfWork.RunAsync(token => db.Sessions.Where(s => s.Id == session.Id && s.LastSeenAt < now).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, now), token), ct);
        }
        catch
        {
            session.LastSeenAt = before;
            throw;
        }
    }
}

/// <summary>Forgets sessions that are over.</summary>
[BackgroundTask(Schedule = "41 3 * * *", Description = "Removes sessions that ended a day ago, used challenges, and attempts to sign in that count no more")]
internal sealed class ForgetSessions(UsersDb db, IUnitOfWork unitOfWork, IClock clock) : IBackgroundTask
{
    public Task DoWorkAsync(CancellationToken ct)
    {
        var before = clock.GetCurrentInstant() - Duration.FromDays(1);
        var now = clock.GetCurrentInstant().ToUnixTimeMilliseconds();
        return unitOfWork.RunAsync(
            async token =>
            {
                await db.Sessions.Where(s => s.ExpiresAt < before || s.LastSeenAt < before).ExecuteDeleteAsync(token);
                await db.UsedChallenges.Where(c => c.ExpiresAt < before).ExecuteDeleteAsync(token);
                await db.SignInCounts.Where(c => c.CountsUntil < now).ExecuteDeleteAsync(token);
            },
            ct);
    }
}
