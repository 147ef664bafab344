using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Jobs;
using PracticeCms.Kernel.Settings;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Web;

/// <summary>
/// Finds the tenant by host and first path segment, moves the segment into the path base, and lets no response leave before the
/// audit of what it read is durable.
/// </summary>
internal sealed class TenantMiddleware(RequestDelegate next, TenantRegistry registry, TenantStarter starter, ForegroundLoad load, IClock clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var segment = FirstSegment(path);
        var shell = registry.Resolve(context.Request.Host.Host, segment);
        if (shell is null)
        {
            await next(context);
            return;
        }

        if (shell.Definition.State != TenantState.Running)
        {
            await AnswerNotRunningAsync(context, shell);
            return;
        }

        if (shell.Definition.Prefix.Length > 0)
        {
            context.Request.PathBase = context.Request.PathBase.Add("/" + segment);
            context.Request.Path = path.Value!.Length > segment.Length + 1 ? path.Value[(segment.Length + 1)..] : "/";
        }

        // Whoever encrypts on the way here, the browser is to keep our cookies for HTTPS. Where nobody does, nobody can sign in.
        if (shell.Definition.BaseUrl.Scheme == Uri.UriSchemeHttps)
        {
            if (TrustedProxies.SaysPlain(context))
            {
                await AnswerPlainAsync(context, shell);
                return;
            }

            context.Request.Scheme = Uri.UriSchemeHttps;
        }

        var scope = context.RequestServices.GetRequiredService<TenantScope>();
        scope.Set(shell);
        scope.Address = context.Connection.RemoteIpAddress?.ToString();
        scope.RequestId = context.TraceIdentifier;
        System.Globalization.CultureInfo.CurrentCulture = shell.Definition.Culture;
        System.Globalization.CultureInfo.CurrentUICulture = shell.Definition.Culture;
        shell.UsedAt = clock.GetCurrentInstant();
        await starter.EnsureStartedAsync(shell);
        await context.RequestServices.GetRequiredService<Vocabulary>().LoadAsync(context.RequestAborted);
        await AuditedAsync(context);
    }

    private async Task AuditedAsync(HttpContext context)
    {
        var reads = context.RequestServices.GetRequiredService<AuditReads>();
        var prior = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var body = new AuditedBody(prior, reads);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await CountedAsync(context);
            await reads.WriteAsync();
            await body.Writer.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Features.Set(prior);
        }
    }

    /// <summary>A page that only listens for changes stays open for hours and is no load.</summary>
    private async Task CountedAsync(HttpContext context)
    {
        if (context.Request.Headers.Accept == "text/event-stream")
        {
            await next(context);
            return;
        }

        load.Enter();
        try
        {
            await next(context);
        }
        finally
        {
            load.Leave();
        }
    }

    private static string FirstSegment(PathString path)
    {
        var value = path.Value ?? "/";
        var end = value.IndexOf('/', 1);
        return end < 0 ? value.TrimStart('/') : value[1..end];
    }

    /// <summary>A browser is sent on. A program is told, because a redirect would hide that its key went over the network in clear.</summary>
    private static Task AnswerPlainAsync(HttpContext context, TenantShell shell)
    {
        var asks = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!asks || context.Request.Path.StartsWithSegments("/api"))
        {
            return new Problem(ProblemKind.Forbidden, "https-only", "This practice is reached by HTTPS alone. What you sent was not taken; a key or password in it was not encrypted on its way, so replace it.", [])
                .ToHttp().ExecuteAsync(context);
        }

        var address = shell.Definition.BaseUrl.GetLeftPart(UriPartial.Authority) + context.Request.PathBase + context.Request.Path + context.Request.QueryString;
        context.Response.Redirect(address, permanent: true, preserveMethod: true);
        return Task.CompletedTask;
    }

    private static Task AnswerNotRunningAsync(HttpContext context, TenantShell shell)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "60";
        return shell.Definition.State == TenantState.Suspended
            ? ErrorPage.WriteClosedAsync(context, "This practice is suspended", "Its pages cannot be opened at the moment. Nothing is lost. Please contact the practice, or whoever hosts it.")
            : ErrorPage.WriteClosedAsync(context, "This practice is being set up", "Please try again in a minute.");
    }
}
