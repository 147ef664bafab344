using PracticeCms.Users.Accounts;
using PracticeCms.Users.Sessions;

namespace PracticeCms.Users.Factors;

/// <summary>Gives a signed-in person another factor. With the first one come recovery codes, shown once.</summary>
internal sealed class AddFactor(
    UserManager<User> users, UsersDb db, IUnitOfWork unitOfWork, PasskeyCeremony passkeys, Authenticators authenticators, RecoveryCodes recovery, SessionStore sessions, IAuditTrail audit,
    AccountChanges changes, IDbErrors errors)
{
    /// <param name="Session">What the browser goes on with: the new factor has been shown in it.</param>
    /// <param name="Codes">Empty where the person has codes already.</param>
    public sealed record Added(Session Session, IReadOnlyList<string> Codes);

    public async Task<Result<Added>> PasskeyAsync(SignInSession session, string? name, string? credential, string? token, HttpContext http, CancellationToken ct = default)
    {
        try
        {
            return await unitOfWork.RunAsync<Result<Added>>(
                async inner =>
                {
                    var open = await OpenAsync(session, inner);
                    if (open.Problem is { } closed)
                    {
                        return closed;
                    }

                    var taken = await passkeys.RegisterAsync(session.User.Id, credential, token, http);
                    if (taken.Problem is { } problem)
                    {
                        return problem;
                    }

                    taken.Value.Name = Clean(name, "Passkey");
                    await users.AddOrUpdatePasskeyAsync((await users.FindByIdAsync(session.User.Id.ToString()))!, taken.Value);
                    audit.Record("added", "Passkey", entityId: session.User.Id, reason: taken.Value.Name);
                    return await DoneAsync(open.Value, Factor.Passkey, inner);
                },
                ct);
        }
        catch (DbUpdateException e) when (errors.IsUniqueViolation(e))
        {
            return Problem.Conflict("passkey", "This passkey is registered already.");
        }
    }

    public Task<Result<Added>> AuthenticatorAsync(SignInSession session, string secret, string? code, CancellationToken ct = default) => unitOfWork.RunAsync<Result<Added>>(
        async token =>
        {
            var open = await OpenAsync(session, token);
            if (open.Problem is { } closed)
            {
                return closed;
            }

            if (!await authenticators.AddAsync(session.User.Id, secret, code, token))
            {
                return Problem.Invalid("Code", "This is not the code that the app shows now. Check that the clock of the phone is right.");
            }

            return await DoneAsync(open.Value, Factor.Code, token);
        },
        ct);

    /// <summary>New recovery codes; those before stop working.</summary>
    public Task<IReadOnlyList<string>> CodesAsync(Guid userId, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => MakeCodesAsync(userId, token), ct);

    private Task<IReadOnlyList<string>> MakeCodesAsync(Guid userId, CancellationToken ct)
    {
        audit.Record("made", "RecoveryCodes", entityId: userId);
        return recovery.MakeAsync(userId, ct);
    }

    public static Problem SignedOut { get; } = new(ProblemKind.Forbidden, "signed-out", "You have been signed out meanwhile. Sign in again.", []);

    /// <summary>The session's row, where it may add a factor: the first by the password alone, every other one after a second factor was shown.</summary>
    private async Task<Result<Session>> OpenAsync(SignInSession session, CancellationToken ct)
    {
        var user = await users.FindByIdAsync(session.User.Id.ToString());
        if (user is not { IsEnabled: true } || await sessions.LiveAsync(session.Id, user, ct) is not { } row)
        {
            return SignedOut;
        }

        return row.HasTwoFactors || !await HasFactorAsync(user.Id, ct)
            ? row
            : new Problem(ProblemKind.Forbidden, "second-factor", "This account has a second factor. Show it first, then add another.", []);
    }

    private async Task<bool> HasFactorAsync(Guid userId, CancellationToken ct) =>
        await db.Passkeys.AnyAsync(p => p.UserId == userId, ct) || await authenticators.HasAsync(userId, ct);

    private async Task<Result<Added>> DoneAsync(Session session, string factor, CancellationToken ct)
    {
        var user = (await users.FindByIdAsync(session.UserId.ToString()))!;
        user.TwoFactorEnabled = true;
        changes.Announce();
        return new Added(await sessions.RaiseAsync(session, factor, ct), await db.RecoveryCodes.AnyAsync(c => c.UserId == user.Id, ct) ? [] : await MakeCodesAsync(user.Id, ct));
    }

    internal static string Clean(string? name, string otherwise) => (name ?? "").Trim() is { Length: > 0 } text ? text.AtMost(60) : otherwise;
}
