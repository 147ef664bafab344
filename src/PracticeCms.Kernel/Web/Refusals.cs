using Microsoft.AspNetCore.Http;

namespace PracticeCms.Kernel.Web;

/// <summary>Why an endpoint does not answer this actor.</summary>
internal enum Refused
{
    NotSignedIn,
    NeedsSecondFactor,
    NeedsEnrolment,
    NeedsFreshFactor,
    NotAllowed,
}

/// <summary>Leads a person to the page that mends it, and tells a program what is missing.</summary>
internal static class Refusals
{
    public static Problem StaleForm => Problem.Invalid("__RequestVerificationToken", "The form is too old. Reload the page and send it again.");

    public static Task AnswerAsync(HttpContext context, Refused refused)
    {
        var isPage = HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/api");
        if (isPage && PageFor(refused) is { } page)
        {
            var back = context.Request.PathBase + context.Request.Path + context.Request.QueryString;
            context.Response.Redirect($"{context.Request.PathBase}/account/{page}?returnUrl={Uri.EscapeDataString(back)}");
            return Task.CompletedTask;
        }

        var (status, code, message) = Words(refused);
        context.Response.StatusCode = status;
        return isPage ? Task.CompletedTask : new Problem(ProblemKind.Forbidden, code, message, []).ToHttp(status).ExecuteAsync(context);
    }

    private static string? PageFor(Refused refused) => refused switch
    {
        Refused.NotSignedIn => "signin",
        Refused.NeedsSecondFactor => "verify",
        Refused.NeedsEnrolment => "protect",
        Refused.NeedsFreshFactor => "confirm",
        _ => null,
    };

    private static (int Status, string Code, string Message) Words(Refused refused) => refused switch
    {
        Refused.NotSignedIn => (401, "sign-in", "Your session has ended. Sign in again; then go back and send the form once more."),
        Refused.NeedsSecondFactor or Refused.NeedsEnrolment => (401, "second-factor", "This needs your second factor. Open the portal to show it; then go back and send the form once more."),
        Refused.NeedsFreshFactor => (401, "step-up", "Please confirm that it is you: open your profile, show your factor, then go back and send the form once more."),
        _ => (403, "forbidden", "Your role does not include this."),
    };
}
