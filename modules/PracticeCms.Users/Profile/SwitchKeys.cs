using Microsoft.AspNetCore.Mvc;
using PracticeCms.Ui;
using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Profile;

/// <summary>A person switches commands by single letters off or on, for every browser that they sign in with.</summary>
internal sealed class SwitchKeys(UsersDb db, IUnitOfWork unitOfWork, AccountChanges changes)
{
    public Task<Result<User>> ExecuteAsync(Guid userId, bool on, CancellationToken ct = default) => unitOfWork.RunAsync<Result<User>>(
        async token =>
        {
            if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId && u.IsEnabled, token) is not { } user)
            {
                return Problem.NotFound("The user");
            }

            user.UsesSingleKeys = on;
            changes.Announce();
            return user;
        },
        ct);

    /// <summary>From the help sheet, which stands on every page.</summary>
    public static async Task<IResult> AnswerAsync(SwitchKeys keys, ICurrentActor actor, Toasts toasts, [FromForm] bool on, [FromForm] string? back, CancellationToken ct)
    {
        if ((await keys.ExecuteAsync(actor.UserId ?? Guid.Empty, on, ct)).Problem is { } problem)
        {
            return problem.ToHttp();
        }

        toasts.Add(on ? "Single keys are on" : "Single keys are off");
        return Results.LocalRedirect($"~/{PortalAddress.Of(back, "admin/profile")}");
    }
}
