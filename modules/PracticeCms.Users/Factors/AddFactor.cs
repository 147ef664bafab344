using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Factors;

/// <summary>Gives a signed-in person another factor. With the first one come recovery codes, shown once.</summary>
internal sealed class AddFactor(
    UserManager<User> users, UsersDb db, IUnitOfWork unitOfWork, PasskeyCeremony passkeys, Authenticators authenticators, RecoveryCodes recovery, IAuditTrail audit, AccountChanges changes,
    IDbErrors errors)
{
    /// <param name="Codes">Empty where the person has codes already.</param>
    public sealed record Added(User User, IReadOnlyList<string> Codes);

    public async Task<Result<Added>> PasskeyAsync(Guid userId, string? name, string? credential, string? token, HttpContext http, CancellationToken ct = default)
    {
        try
        {
            return await unitOfWork.RunAsync<Result<Added>>(
                async inner =>
                {
                    var taken = await passkeys.RegisterAsync(userId, credential, token, http);
                    if (taken.Problem is { } problem)
                    {
                        return problem;
                    }

                    var user = (await users.FindByIdAsync(userId.ToString()))!;
                    taken.Value.Name = Clean(name, "Passkey");
                    await users.AddOrUpdatePasskeyAsync(user, taken.Value);
                    audit.Record("added", "Passkey", entityId: userId, reason: taken.Value.Name);
                    return await DoneAsync(user, inner);
                },
                ct);
        }
        catch (DbUpdateException e) when (errors.IsUniqueViolation(e))
        {
            return Problem.Conflict("passkey", "This passkey is registered already.");
        }
    }

    public Task<Result<Added>> AuthenticatorAsync(Guid userId, string secret, string? code, CancellationToken ct = default) => unitOfWork.RunAsync<Result<Added>>(
        async token =>
        {
            if (!await authenticators.AddAsync(userId, secret, code, token))
            {
                return Problem.Invalid("Code", "This is not the code that the app shows now. Check that the clock of the phone is right.");
            }

            return await DoneAsync((await users.FindByIdAsync(userId.ToString()))!, token);
        },
        ct);

    /// <summary>New recovery codes; those before stop working.</summary>
    public Task<IReadOnlyList<string>> CodesAsync(Guid userId, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token =>
        {
            audit.Record("made", "RecoveryCodes", entityId: userId);
            return await recovery.MakeAsync(userId, token);
        },
        ct);

    private async Task<Result<Added>> DoneAsync(User user, CancellationToken ct)
    {
        user.TwoFactorEnabled = true;
        changes.Announce();
        return new Added(user, await db.RecoveryCodes.AnyAsync(c => c.UserId == user.Id, ct) ? [] : await recovery.MakeAsync(user.Id, ct));
    }

    internal static string Clean(string? name, string otherwise) => (name ?? "").Trim() is { Length: > 0 } text ? text[..Math.Min(60, text.Length)] : otherwise;
}
