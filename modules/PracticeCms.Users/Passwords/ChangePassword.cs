using PracticeCms.Users.Accounts;
using PracticeCms.Users.Factors;
using PracticeCms.Users.Sessions;
using PracticeCms.Users.SignIn;

namespace PracticeCms.Users.Passwords;

/// <summary>A signed-in person changes their own password and proves the old one. All their sessions end; the one they do it in goes on under a new id.</summary>
internal sealed class ChangePassword(UsersDb db, IUnitOfWork unitOfWork, ShowFactor show, SetPassword setPassword, SessionStore sessions, IAuditTrail audit, AccountChanges changes)
{
    public sealed record Request(Guid UserId, Guid SessionId, string? Current, string? New, string Address);

    /// <summary>The session that the browser has from now on.</summary>
    public async Task<Result<Session>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        if ((await show.PasswordAsync(request.UserId, request.Current, request.Address, ct)).Problem is { } wrong)
        {
            return wrong.Code == CheckSignIn.TooMany.Code ? wrong : Problem.Invalid("Password.Current", "This is not your current password.");
        }

        return await unitOfWork.RunAsync(token => ChangeAsync(request, token), ct);
    }

    private async Task<Result<Session>> ChangeAsync(Request request, CancellationToken ct)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == request.UserId && u.IsEnabled, ct) is not { HasPassword: true } user)
        {
            return Problem.NotFound("The user");
        }

        if (await sessions.LiveAsync(request.SessionId, user, ct) is not { } session)
        {
            return AddFactor.SignedOut;
        }

        if (await setPassword.OnAsync(user, request.New, ct) is { } problem)
        {
            return Problem.Invalid("Password.New", problem);
        }

        session.Stamp = user.SecurityStamp ?? "";
        var raised = await sessions.RaiseAsync(session, Factor.Password, ct);
        raised.ConfirmedAt = session.ConfirmedAt; // the password alone makes nothing fresher
        audit.Record("changed", "Password", entityId: user.Id);
        changes.Announce();
        return raised;
    }
}
