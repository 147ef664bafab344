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
internal sealed class AccessMiddleware(RequestDelegate next, IAntiforgery antiforgery, IClock clock)
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

        if (Refusal(endpoint, context.RequestServices.GetRequiredService<CurrentActor>(), context.Request.Method, clock.GetCurrentInstant()) is { } refused)
        {
            await Refusals.AnswerAsync(context, refused);
            await EndAsync(context, endpoint);
            return;
        }

        if (!await HasTokenAsync(context, endpoint))
        {
            await ForgedForms.RecordAsync(context);
            await Refusals.StaleForm.ToHttp().ExecuteAsync(context);
            return;
        }

        await next(context);
        await EndAsync(context, endpoint);
    }

    private static async Task EndAsync(HttpContext context, Endpoint endpoint)
    {
        if (context.Response is { StatusCode: StatusCodes.Status400BadRequest, HasStarted: false } && ProblemResults.IsShownMissing(context))
        {
            (context.Response.StatusCode, context.Response.ContentType) = (StatusCodes.Status404NotFound, null);
        }

        if (!context.RequestServices.GetRequiredService<CurrentActor>().IsBound)
        {
            return;
        }

        var address = (endpoint as RouteEndpoint)?.RoutePattern.RawText;
        if (context.Response.StatusCode == StatusCodes.Status403Forbidden)
        {
            var needed = string.Join(", ", endpoint.Metadata.GetOrderedMetadata<RequirePermissionAttribute>().Select(p => p.Permission));
            await DeniedAsync(context, "Permission", null, $"{context.Request.Method} {address}: {needed}");
        }

        if (context.Response.StatusCode != StatusCodes.Status404NotFound)
        {
            return;
        }

        // Somebody's own mistyped link, or a look at what is not theirs: both look the same, and both leave a trace, of a child and of its parent.
        foreach (var id in IdsIn(context.Request.RouteValues))
        {
            await DeniedAsync(context, "Record", id, address);
        }
    }

    private static Task DeniedAsync(HttpContext context, string kind, Guid? id, string? reason) =>
        context.RequestServices.GetRequiredService<IAuditTrail>().RecordNowAsync("denied", kind, entityId: id, reason: reason, ct: CancellationToken.None);

    private static IEnumerable<Guid> IdsIn(RouteValueDictionary values) =>
        values.Values.Select(v => v is Guid id || Guid.TryParse(v as string, out id) ? id : (Guid?)null).OfType<Guid>().Distinct();

    /// <summary>What keeps the actor out, or null.</summary>
    public static Refused? Refusal(Endpoint endpoint, CurrentActor actor, string method, Instant now)
    {
        var permissions = endpoint.Metadata.GetOrderedMetadata<RequirePermissionAttribute>();
        if (permissions.Count == 0 && endpoint.Metadata.GetMetadata<PublicAttribute>() is not null)
        {
            return null;
        }

        if (actor.Kind == ActorKind.Anonymous)
        {
            return Refused.NotSignedIn;
        }

        if (actor.Session?.Missing is { } missing and not MissingFactor.None && endpoint.Metadata.GetMetadata<OneFactorAttribute>() is null)
        {
            return missing == MissingFactor.Second ? Refused.NeedsSecondFactor : Refused.NeedsEnrolment;
        }

        var signedInIsEnough = permissions.Count == 0 && endpoint.Metadata.GetMetadata<SignedInAttribute>() is not null;
        if (!signedInIsEnough && !(permissions.Count > 0 && permissions.All(p => actor.Can(p.Permission))))
        {
            return Refused.NotAllowed;
        }

        if (actor.Kind == ActorKind.Program && endpoint.Metadata.GetMetadata<FreshFactorAttribute>() is not null)
        {
            return Refused.NotAllowed; // a program has no factor to show
        }

        return endpoint.Metadata.GetMetadata<FreshFactorAttribute>() is { } fresh && actor.Session is { } session && !session.IsFresh(now)
            && !(fresh.OnlyToChange && IsSafe(method))
            ? Refused.NeedsFreshFactor
            : null;
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private async Task<bool> HasTokenAsync(HttpContext context, Endpoint endpoint)
    {
        if (IsSafe(context.Request.Method))
        {
            return true;
        }

        // Razor pages and form-bound handlers are validated by the framework's own middleware.
        if (endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true })
        {
            return true;
        }

        // A key is no cookie: no browser sends it by itself.
        if (context.RequestServices.GetRequiredService<CurrentActor>().Kind == ActorKind.Program)
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
