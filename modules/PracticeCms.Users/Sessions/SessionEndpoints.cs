using Microsoft.AspNetCore.Mvc;
using PracticeCms.Ui;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.Factors;

namespace PracticeCms.Users.Sessions;

internal static class SessionEndpoints
{
    /// <summary>One's own; any other id is not there.</summary>
    public static async Task<IResult> EndAsync(Guid id, HttpContext http, ICurrentActor actor, SessionStore store, IAuditTrail audit, Toasts toasts, CancellationToken ct)
    {
        if (actor.Session is not { } session || !await store.EndAsync(session.User.Id, id, ct))
        {
            return Problem.NotFound("The session").ToHttp();
        }

        await audit.RecordNowAsync("ended", "Session", entityId: session.User.Id, ct: ct);
        toasts.Add("Signed out there");
        return Results.Redirect($"{http.Request.PathBase}/admin/profile/security");
    }

    public static async Task<IResult> EndOthersAsync(HttpContext http, ICurrentActor actor, SessionStore store, IAuditTrail audit, Toasts toasts, CancellationToken ct)
    {
        foreach (var other in (await store.OfAsync(actor.UserId ?? Guid.Empty, ct)).Where(s => s.Id != actor.Session?.Id))
        {
            await store.EndAsync(other.UserId, other.Id, ct);
        }

        await audit.RecordNowAsync("ended", "Session", entityId: actor.UserId, reason: "all others", ct: ct);
        toasts.Add("Signed out everywhere else");
        return Results.Redirect($"{http.Request.PathBase}/admin/profile/security");
    }

    /// <summary>For an account whose owner has lost a device, or has left.</summary>
    public static async Task<IResult> EndAllAsync(Guid id, HttpContext http, EndAllSessions use, Toasts toasts, CancellationToken ct)
    {
        if ((await use.ExecuteAsync(id, ct)).Problem is { } problem)
        {
            return problem.ToHttp();
        }

        toasts.Add("Signed out everywhere");
        return Results.Redirect($"{http.Request.PathBase}/admin/users/{id}");
    }

    public static async Task<IResult> ResetAsync(Guid id, [FromForm] string? proof, HttpContext http, ResetFactors use, ICurrentActor actor, Toasts toasts, CancellationToken ct)
    {
        if (actor.UserId == id)
        {
            return Problem.Conflict("own-account", "Your own factors are changed under your profile.").ToHttp();
        }

        if ((await use.ExecuteAsync(id, proof, ct)).Problem is { } problem)
        {
            return problem.ToHttp();
        }

        toasts.Add("Password and second factors taken away; a link to start anew is on its way by mail");
        return Results.Redirect($"{http.Request.PathBase}/admin/users/{id}");
    }
}

internal sealed class EndAllSessions(UsersDb db, IUnitOfWork unitOfWork, GrantRule grants, IAuditTrail audit, AccountChanges changes)
{
    public Task<Result> ExecuteAsync(Guid userId, CancellationToken ct = default) => unitOfWork.RunAsync<Result>(
        async token =>
        {
            if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, token) is not { } user)
            {
                return Problem.NotFound("The user");
            }

            if (await grants.CheckAccountAsync(userId, token) is { } refusal)
            {
                return refusal;
            }

            user.EndSessions();
            audit.Record("ended", "Session", entityId: userId, reason: "all");
            changes.Announce();
            return Result.Ok;
        },
        ct);
}
