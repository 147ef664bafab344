using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Web;

/// <summary>Endpoint metadata: belongs to the host, works without a tenant (health, setup, assets).</summary>
internal sealed record HostEndpoint(string Why);

/// <summary>
/// Deny by default. An endpoint answers only where its features are on and the actor holds its permissions, or where it says that
/// it is public. Unsafe verbs need an antiforgery token.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, IAntiforgery antiforgery)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null || endpoint.Metadata.GetMetadata<HostEndpoint>() is not null)
        {
            await next(context);
            return;
        }

        if (!context.RequestServices.GetRequiredService<TenantScope>().HasTenant)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var features = context.RequestServices.GetRequiredService<IFeatures>();
        if (endpoint.Metadata.GetOrderedMetadata<FeatureMetadata>().SelectMany(f => f.Features).Any(f => !features.IsEnabled(f)))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (Refusal(endpoint, context.RequestServices.GetRequiredService<CurrentActor>()) is { } status)
        {
            await RefuseAsync(context, status);
            return;
        }

        if (!await HasTokenAsync(context, endpoint))
        {
            await Problem.Invalid("__RequestVerificationToken", "The form is too old. Reload the page and send it again.").ToHttp().ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>The status code that keeps the actor out, or null.</summary>
    public static int? Refusal(Endpoint endpoint, ICurrentActor actor)
    {
        var permissions = endpoint.Metadata.GetOrderedMetadata<RequirePermissionAttribute>();
        if (permissions.Count == 0 && endpoint.Metadata.GetMetadata<PublicAttribute>() is not null)
        {
            return null;
        }

        if (actor.Kind == ActorKind.Anonymous)
        {
            return StatusCodes.Status401Unauthorized;
        }

        var signedInIsEnough = permissions.Count == 0 && endpoint.Metadata.GetMetadata<SignedInAttribute>() is not null;
        return signedInIsEnough || (permissions.Count > 0 && permissions.All(p => actor.Can(p.Permission))) ? null : StatusCodes.Status403Forbidden;
    }

    private static Task RefuseAsync(HttpContext context, int status)
    {
        var isPage = HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/api");
        if (status == StatusCodes.Status401Unauthorized && isPage)
        {
            var back = context.Request.PathBase + context.Request.Path + context.Request.QueryString;
            context.Response.Redirect($"{context.Request.PathBase}/account/signin?returnUrl={Uri.EscapeDataString(back)}");
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        return isPage
            ? Task.CompletedTask
            : new Problem(ProblemKind.Forbidden, status == 401 ? "sign-in" : "forbidden", status == 401 ? "Your session has ended. Sign in again; then go back and send the form once more." : "Your role does not include this.", [])
                .ToHttp(status).ExecuteAsync(context);
    }

    private async Task<bool> HasTokenAsync(HttpContext context, Endpoint endpoint)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
        {
            return true;
        }

        // Razor pages and form-bound handlers are validated by the framework's own middleware.
        if (endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true })
        {
            return true;
        }

        // JSON cannot be sent across sites without the browser asking first; nobody is signed in on public endpoints.
        if (endpoint.Metadata.GetMetadata<PublicAttribute>() is not null && context.Request.HasJsonContentType())
        {
            return true;
        }

        try
        {
            return await antiforgery.IsRequestValidAsync(context);
        }
        catch (AntiforgeryValidationException e) when (e.InnerException is BadHttpRequestException tooLarge)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(tooLarge);
            throw;
        }
        catch (AntiforgeryValidationException)
        {
            // The form cannot be read.
            return false;
        }
    }
}
