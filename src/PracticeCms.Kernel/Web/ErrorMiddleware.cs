using Microsoft.AspNetCore.Http;

namespace PracticeCms.Kernel.Web;

/// <summary>
/// Turns what nobody expected into an answer with an id and nothing of the inside, and known refusals into their status. Pages get
/// a page, APIs problem details.
/// </summary>
internal sealed class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await new Problem(ProblemKind.Invalid, "bad-request", "The request could not be read.", []).ToHttp(e.StatusCode).ExecuteAsync(context);
            return;
        }
        catch (DbUpdateConcurrencyException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Problem.Conflict("stale", "Somebody else changed this in the meantime. Reload and try again.").ToHttp().ExecuteAsync(context);
            return;
        }
        catch (Exception e)
        {
            KernelLog.RequestFailed(logger, e, context.TraceIdentifier);
            if (context.Response.HasStarted)
            {
                throw;
            }

            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        await DescribeAsync(context);
    }

    /// <summary>Gives a bare status code a body.</summary>
    private static async Task DescribeAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.StatusCode < 400 || response.HasStarted || response.ContentLength is not null || response.ContentType is not null || HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var (title, text) = Words(response.StatusCode);
        var wantsPage = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) && !context.Request.Path.StartsWithSegments("/api");
        if (!wantsPage)
        {
            await Microsoft.AspNetCore.Http.Results.Problem(text, statusCode: response.StatusCode, title: title, extensions: new Dictionary<string, object?> { ["requestId"] = context.TraceIdentifier })
                .ExecuteAsync(context);
            return;
        }

        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync($"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>
            <link rel="stylesheet" href="{context.Request.PathBase}/_content/PracticePublic/public.css"></head>
            <body class="error-page"><main class="page"><div class="card"><h1>{title}</h1><p>{text}</p>
            <p><a class="button" href="{context.Request.PathBase}/">Back to the start</a></p><p class="meta">Reference {context.TraceIdentifier}</p></div></main></body></html>
            """);
    }

    private static (string Title, string Text) Words(int status) => status switch
    {
        401 => ("Please sign in", "This page is for people who are signed in."),
        403 => ("Not allowed", "Your role does not include this. Ask whoever manages the practice's roles."),
        404 => ("Not found", "There is nothing at this address, or it is not yours to see."),
        429 => ("Too many requests", "Please wait a minute and try again."),
        503 => ("Not available right now", "Please try again in a minute."),
        >= 500 => ("Something went wrong", "It has been noted. Nothing was saved in part. Please try again."),
        _ => ("That did not work", "The request was not understood."),
    };
}
