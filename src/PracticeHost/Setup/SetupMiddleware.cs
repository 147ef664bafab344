namespace PracticeHost.Setup;

/// <summary>
/// While there is no practice, every page is the setup page. It asks for the token that the console shows; afterwards it does not exist.
/// </summary>
internal sealed class SetupMiddleware(RequestDelegate next, SetupToken token, SetupRun run, SetupPages pages)
{
    private static readonly PathString Root = "/setup";

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/health"))
        {
            return next(context);
        }

        // A page of the setup that was loaded as it ended still asks for its style, and then for where to go.
        if ((token.IsSetupOpen || run.Form is not null) && IsAsset(path))
        {
            return AssetAsync(context, path);
        }

        if (!token.IsSetupOpen)
        {
            var waits = path == "/setup/progress" && run.Form is not null && token.Matches(context.Request.Query["token"]);
            return waits ? GoAsync(context, "/account/signin") : next(context);
        }

        return path.StartsWithSegments(Root) ? AnswerAsync(context) : ElsewhereAsync(context);
    }

    private static bool IsAsset(PathString path) => path == "/setup/setup.css" || path == "/setup/setup.js";

    private static Task AssetAsync(HttpContext context, PathString path)
    {
        Protect(context.Response);
        context.Response.ContentType = path.Value!.EndsWith("css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
        return context.Response.WriteAsync(SetupPages.Asset(path.Value[7..]));
    }

    private static Task ElsewhereAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            return GoAsync(context, Root);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Protect(context.Response);
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        var given = form?["token"].ToString() ?? context.Request.Query["token"].ToString();
        if (!token.Matches(given))
        {
            context.Response.StatusCode = given.Length > 0 ? StatusCodes.Status403Forbidden : StatusCodes.Status200OK;
            await HtmlAsync(context, pages.AskForToken(given.Length > 0));
            return;
        }

        if (form is not null && HttpMethods.IsPost(context.Request.Method) && form.ContainsKey("PracticeName"))
        {
            await PostAsync(context, SetupForm.Read(form));
            return;
        }

        await ShowAsync(context);
    }

    private async Task PostAsync(HttpContext context, SetupForm form)
    {
        if (PracticeCms.Kernel.Recipes.SetupRules.Check(form.ToRequest(_ => { })) is { } problem)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await HtmlAsync(context, pages.Form(form, token.Value, problem));
            return;
        }

        run.Start(form);
        await GoAsync(context, $"/setup/progress?token={Uri.EscapeDataString(token.Value)}");
    }

    // One address for all states: the form, the progress, and the form again with what went wrong.
    private Task ShowAsync(HttpContext context) => HtmlAsync(
        context,
        run.IsRunning ? pages.Progress(run, token.Value)
        : run.Problem is { } problem && run.Form is { } form ? pages.Form(form, token.Value, problem)
        : pages.Form(SetupForm.Empty(context.Request), token.Value, null));

    private static Task GoAsync(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = context.Request.PathBase + path;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    private static Task HtmlAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html);
    }

    private static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
    }
}
