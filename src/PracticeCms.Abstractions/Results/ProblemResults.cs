using Microsoft.AspNetCore.Http;

namespace PracticeCms;

/// <summary>The one place where a problem becomes an HTTP answer.</summary>
public static class ProblemResults
{
    public static int StatusCode(this Problem problem) => problem.Kind switch
    {
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>
    /// A page for a person's browser, else RFC 9457 problem details with <c>code</c> and <c>errors</c> by field. The page itself is
    /// drawn by the host, in the practice's look, from <see cref="ShownTo"/>.
    /// </summary>
    public static IResult ToHttp(this Problem problem, int? statusCode = null) => new Answer(problem, statusCode ?? problem.StatusCode());

    /// <summary>The problem that the answer to this request is about, for whoever draws the page.</summary>
    public static Problem? ShownTo(HttpContext http) => http.Items.TryGetValue(typeof(Problem), out var problem) ? (Problem?)problem : null;

    /// <summary>Leaves the problem for the page that the host draws, where a page answers with a status alone.</summary>
    public static void Show(HttpContext http, Problem problem)
    {
        http.Response.StatusCode = problem.StatusCode();
        http.Items[typeof(Problem)] = problem;
        ShowMissing(http, problem.Kind == ProblemKind.NotFound);
    }

    /// <summary>
    /// Answers 404 from a page that finds nothing under its id, also where a form of it was sent: a form that is not drawn would else be a 400.
    /// </summary>
    public static void ShowMissing(HttpContext http, bool isMissing = true)
    {
        if (isMissing)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            http.Items[typeof(ProblemResults)] = true;
        }
    }

    public static bool IsShownMissing(HttpContext http) => http.Items.ContainsKey(typeof(ProblemResults));

    /// <summary>Whether a person's browser asks: it names HTML, and the address is no interface for programs.</summary>
    public static bool WantsPage(this HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private static string Title(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => "The input needs attention",
        ProblemKind.NotFound => "Not found",
        ProblemKind.Conflict => "The state has changed",
        ProblemKind.Forbidden => "Not allowed",
        _ => "Not available right now",
    };

    private sealed class Answer(Problem problem, int statusCode) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => statusCode;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (httpContext.Request.WantsPage())
            {
                httpContext.Response.StatusCode = statusCode;
                httpContext.Items[typeof(Problem)] = problem;
                return Task.CompletedTask;
            }

            var extensions = new Dictionary<string, object?>(problem.Extensions) { ["code"] = problem.Code };
            if (problem.Fields.Count > 0)
            {
                extensions["errors"] = problem.Fields.GroupBy(f => f.Field).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray());
            }

            return Microsoft.AspNetCore.Http.Results.Problem(problem.Message, statusCode: statusCode, title: Title(problem.Kind), extensions: extensions).ExecuteAsync(httpContext);
        }
    }
}
