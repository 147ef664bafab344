using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Web;

/// <summary>Turns the sign-in cookie into the scope's actor, where its session still lives. A page that stays open is looked after for as long.</summary>
internal sealed class SessionMiddleware(RequestDelegate next, TenantScopes scopes)
{
    /// <summary>With the few seconds that a session is remembered, nobody listens longer than five after it ended.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1.5);

    public async Task InvokeAsync(HttpContext context)
    {
        var tenant = context.RequestServices.GetRequiredService<TenantScope>();
        if (context.User.Identity?.IsAuthenticated != true || !tenant.HasTenant)
        {
            await next(context);
            return;
        }

        var listens = context.Request.Headers.Accept == "text/event-stream";
        if (Guid.TryParse(context.User.FindFirst("sid")?.Value, out var id) && context.RequestServices.GetService<ISignInSessions>() is { } sessions
            && await sessions.FindAsync(id, isActivity: !listens && !context.Request.Headers.ContainsKey(PracticeHeaders.Background), context.RequestAborted) is { } session)
        {
            tenant.SessionId = id;
            var roles = await context.RequestServices.GetRequiredService<Roles>().CurrentAsync(context.RequestAborted);
            context.RequestServices.GetRequiredService<CurrentActor>().SignedIn(session, roles);
        }
        else
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity());
        }

        await (listens && tenant.SessionId is not null ? ListenAsync(context, tenant.Shell, id) : next(context));
    }

    private async Task ListenAsync(HttpContext context, TenantShell shell, Guid session)
    {
        using var ended = new CancellationTokenSource();
        var watch = WatchAsync(context, shell, session, ended.Token);
        try
        {
            await next(context);
        }
        finally
        {
            await ended.CancelAsync();
            await watch;
        }
    }

    private async Task WatchAsync(HttpContext context, TenantShell shell, Guid session, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                if (await scopes.RunAsync(shell, async s => await s.GetRequiredService<ISignInSessions>().FindAsync(session, isActivity: false, ct) is null))
                {
                    context.Abort();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The page has gone.
        }
        catch (Exception)
        {
            // Whether the session lives is not known. The page asks again by itself, and is told.
            context.Abort();
        }
    }
}
