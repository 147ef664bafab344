using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Data;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Web;

/// <summary>
/// Turns what nobody expected into an answer with an id and nothing of the inside, and known refusals into their status. Pages get
/// a page, APIs problem details.
/// </summary>
internal sealed class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    private const int LongestMember = 200;

    public async Task InvokeAsync(HttpContext context)
    {
        var pathBase = context.Request.PathBase;
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
            await Unreadable(e).ToHttp(e.StatusCode).ExecuteAsync(context);
        }
        catch (DbUpdateConcurrencyException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Problem.Conflict("stale", "Somebody else changed this in the meantime. Reload and try again.").ToHttp().ExecuteAsync(context);
        }
        catch (ReadOnlyRecordException e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Problem.Forbidden(e.Message).ToHttp().ExecuteAsync(context);
        }
        catch (ErasedClientException e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Problem.Conflict("client-erased", e.Message).ToHttp().ExecuteAsync(context);
        }
        catch (AuditUnavailableException e) when (!context.Response.HasStarted)
        {
            KernelLog.RequestFailed(logger, e, context.TraceIdentifier);
            context.Response.Clear();
            context.Response.Headers.RetryAfter = "30";
            await Problem.External("audit", "Nothing can be shown or changed while the record of it cannot be kept. Try again in a moment.").ToHttp().ExecuteAsync(context);
        }
        catch (Exception e) when (DatabaseTroubles.IsOfText(e) && !context.Response.HasStarted)
        {
            context.Response.Clear();
            await new Problem(ProblemKind.Invalid, "bad-request", "A text has a character that cannot be kept.", []).ToHttp().ExecuteAsync(context);
        }
        catch (Exception e) when (DatabaseTroubles.Of(e) is not DatabaseTrouble.None && !context.Response.HasStarted)
        {
            KernelLog.RequestFailed(logger, e, context.TraceIdentifier);
            await AnswerTroubleAsync(context, DatabaseTroubles.Of(e));
        }
        catch (InvalidOperationException e) when (IsUnreadableAddress(e) && !context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (Exception e) when (IsUnreadableForm(context.Request, e) && !context.Response.HasStarted)
        {
            context.Response.Clear();
            await new Problem(ProblemKind.Invalid, "bad-request", "The form could not be read.", []).ToHttp().ExecuteAsync(context);
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

        await DescribeAsync(context, pathBase);
    }

    /// <summary>Of a JSON body, the member that is unknown or whose value is none.</summary>
    private static Problem Unreadable(BadHttpRequestException e) =>
        e.InnerException is JsonException { Path: { Length: > 2 and < LongestMember } path } && path.StartsWith("$.", StringComparison.Ordinal)
            ? Problem.Invalid(path[2..], "There is no such member, or this is no value for it.")
            : new Problem(ProblemKind.Invalid, "bad-request", "The request could not be read.", []);

    /// <summary>The same request may work later, and a repeated one with the same key is done once.</summary>
    private static Task AnswerTroubleAsync(HttpContext context, DatabaseTrouble trouble)
    {
        context.Response.Clear();
        context.Response.Headers.RetryAfter = trouble == DatabaseTrouble.Away ? "2" : "30";
        var answer = trouble switch
        {
            DatabaseTrouble.Full => Problem.External("disk-full", "Nothing can be saved: the server's disk is full. Whoever runs the server has to make room.").ToHttp(StatusCodes.Status507InsufficientStorage),
            DatabaseTrouble.Disk => Problem.External("disk-fails", "Files cannot be read or saved: the server's disk fails or is read-only. Whoever runs the server has to look at it.").ToHttp(),
            _ => Problem.External("database-away", "The database does not answer. Try again in a moment.").ToHttp(),
        };
        return answer.ExecuteAsync(context);
    }

    // A page asked for a number or an id in its query and got something else: the address leads nowhere, nothing is broken.
    private static bool IsUnreadableAddress(InvalidOperationException e) => e.Message.StartsWith("Cannot parse the value", StringComparison.Ordinal);

    // A form was expected and something else came, or one that breaks the limits of forms. Who threw it does not tell: methods that are called often are compiled into their callers.
    private static bool IsUnreadableForm(HttpRequest request, Exception e) => e switch
    {
        InvalidDataException => request.HasFormContentType,
        InvalidOperationException => !request.HasFormContentType && e.Message.StartsWith("Incorrect Content-Type", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Gives a bare status code a body.</summary>
    private async Task DescribeAsync(HttpContext context, PathString pathBase)
    {
        if (!IsBare(context.Response) || HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (!context.Request.WantsPage())
        {
            var (title, text) = ErrorPage.Words(context.Response.StatusCode);
            await Microsoft.AspNetCore.Http.Results.Problem(text, statusCode: context.Response.StatusCode, title: title, extensions: new Dictionary<string, object?> { ["requestId"] = context.TraceIdentifier })
                .ExecuteAsync(context);
            return;
        }

        if (ErrorPage.BelongsInFrame(context))
        {
            await ShowInFrameAsync(context, pathBase);
        }

        if (IsBare(context.Response))
        {
            await ErrorPage.WriteAsync(context);
        }
    }

    private static bool IsBare(HttpResponse response) =>
        response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null && response.ContentType is null;

    /// <summary>Staff stay in their portal: the request runs once more, in a scope of its own, as a look at the page of this error.</summary>
    private async Task ShowInFrameAsync(HttpContext context, PathString pathBase)
    {
        var status = context.Response.StatusCode;
        var services = context.RequestServices;
        await using var scope = services.CreateAsyncScope();
        var wasAt = ErrorPage.Redirect(context, pathBase);
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            KernelLog.RequestFailed(logger, e, context.TraceIdentifier);
            context.Response.Clear();
            context.Response.StatusCode = status;
        }
        finally
        {
            context.RequestServices = services;
            ErrorPage.Return(context, wasAt);
        }
    }
}
