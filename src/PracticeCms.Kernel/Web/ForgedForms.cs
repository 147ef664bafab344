using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Web.Limits;

namespace PracticeCms.Kernel.Web;

/// <summary>Refuses, and leaves an event, where the browser of somebody who is signed in sends a form without their token: a page of somebody else may have made it.</summary>
internal sealed class ForgedForms(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
        {
            await RecordAsync(context);
            await Refusals.StaleForm.ToHttp().ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    public static async Task RecordAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var actor = services.GetRequiredService<CurrentActor>();
        var name = RequestName.Of(context);
        if (actor.Kind != ActorKind.Anonymous && services.GetRequiredService<FewEvents>().Admits(services.GetRequiredService<TenantScope>().Shell.Definition.Name, "Form", (actor.UserId, name)))
        {
            await services.GetRequiredService<IAuditTrail>().RecordNowAsync("denied", "Form", reason: name, ct: CancellationToken.None);
        }
    }
}
