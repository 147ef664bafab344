using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Web;

/// <summary>
/// The page of an error. Staff see it at <c>/error/STATUS</c> inside of their portal; everybody else, and whoever meets a failure of
/// the inside, gets one that needs neither database nor templates and wears the practice's colours by its style sheet.
/// </summary>
internal static class ErrorPage
{
    public static (string Title, string Text) Words(int status) => status switch
    {
        401 => ("Please sign in", "Your session has ended. Sign in again; then go back and send the form once more."),
        403 => ("Not allowed", "Your role does not include this. Ask whoever manages the practice's roles."),
        404 => ("Not found", "There is nothing at this address, or it is not yours to see."),
        409 => ("The state has changed", "Somebody else was faster. Go back, reload and look again."),
        429 => ("Too many requests", "Please wait a minute and try again."),
        507 => ("The disk is full", "Nothing can be saved until whoever runs the server has made room. What is there can be read."),
        503 => ("Not available right now", "Please try again in a minute."),
        >= 500 => ("Something went wrong", "It has been noted. Nothing was saved in part. Please try again."),
        _ => ("That did not work", "The form may be too old. Go back, reload the page and send it again."),
    };

    /// <summary>A refusal within the portal. A failure is shown without it, because the failure may be the portal's own.</summary>
    public static bool BelongsInFrame(HttpContext context) =>
        context.Response.StatusCode is > 401 and < 500 or 400 && context.Request.Path.StartsWithSegments("/admin")
        && context.RequestServices.GetRequiredService<TenantScope>().HasTenant;

    /// <summary>Where the request was, so that it can be put back.</summary>
    public sealed record Place(PathString Base, PathString Path, string Method, Endpoint? Endpoint);

    public static Place Redirect(HttpContext context, PathString pathBase)
    {
        var request = context.Request;
        var place = new Place(request.PathBase, request.Path, request.Method, context.GetEndpoint());
        var prefix = request.PathBase.Value![pathBase.Value!.Length..];
        context.Features.Set<IStatusCodeReExecuteFeature>(new StatusCodeReExecuteFeature { OriginalPath = request.Path.Value!, OriginalPathBase = request.PathBase.Value!, OriginalQueryString = request.QueryString.Value });
        (request.PathBase, request.Path, request.Method) = (pathBase, $"{prefix}/error/{context.Response.StatusCode}", HttpMethods.Get);
        context.SetEndpoint(null);
        request.RouteValues.Clear();
        return place;
    }

    public static void Return(HttpContext context, Place place)
    {
        (context.Request.PathBase, context.Request.Path, context.Request.Method) = (place.Base, place.Path, place.Method);
        context.SetEndpoint(place.Endpoint);
        context.Features.Set<IStatusCodeReExecuteFeature>(null);
    }

    public static Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        // A form that was sent by enhanced navigation shows this page too, instead of the framework's own words.
        response.Headers["blazor-enhanced-nav"] = "allow";
        return response.WriteAsync(Html(context));
    }

    /// <summary>For a practice that is not there at the moment, whose own start page is no way back.</summary>
    public static Task WriteClosedAsync(HttpContext context, string title, string text)
    {
        if (!context.Request.WantsPage())
        {
            return Problem.External("practice-closed", $"{title}. {text}").ToHttp().ExecuteAsync(context);
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync($"""
            {Head(title, "/", "")}
            <body class="error-page"><main class="page" id="main"><div class="card"><h1>{title}</h1><p>{Encode(text)}</p></div></main></body></html>
            """);
    }

    private static string Head(string title, string home, string look) => $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
        <title>{title}</title><base href="{Encode(home)}"><link rel="stylesheet" href="_content/PracticePublic/public.css">{look}</head>
        """;

    private static string Html(HttpContext context)
    {
        var problem = ProblemResults.ShownTo(context);
        var (title, text) = Words(context.Response.StatusCode);
        var scope = context.RequestServices.GetRequiredService<TenantScope>();
        var isStaff = context.Request.Path.StartsWithSegments("/admin");
        var home = isStaff ? "admin" : "./";
        var look = scope.HasTenant ? """<link rel="stylesheet" href="theme.css"><link rel="icon" href="favicon.svg" type="image/svg+xml">""" : "";
        var head = scope.HasTenant ? $"""<header class="site-head"><a class="site-name" href="{home}"><img class="site-mark" src="favicon.svg" alt="" width="36" height="36"><span>{Encode(scope.Shell.Definition.PracticeName)}</span></a></header>""" : "";
        var fields = problem is { Fields.Count: > 1 } ? $"<ul>{string.Concat(problem.Fields.Select(f => $"<li>{Encode(f.Message)}</li>"))}</ul>" : "";
        return $"""
            {Head(title, context.Request.PathBase + "/", look)}
            <body class="error-page">{head}<main class="page" id="main"><div class="card"><h1>{title}</h1><p>{Encode(problem?.Message ?? text)}</p>{fields}
            <p class="actions"><a class="button" href="{(context.Response.StatusCode == 401 ? SignIn(context) : home)}">{(context.Response.StatusCode == 401 ? "Sign in" : "Back to the start")}</a></p>
            <p class="meta">Reference {context.TraceIdentifier}</p></div></main></body></html>
            """;
    }

    // After signing in, back to the page that the form stands on.
    private static string SignIn(HttpContext context)
    {
        var back = Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var from) && from.Host == context.Request.Host.Host ? from.PathAndQuery : context.Request.PathBase + "/admin";
        return $"account/signin?returnUrl={Uri.EscapeDataString(back)}";
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
