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

    /// <summary>RFC 9457 problem details with <c>code</c> and <c>errors</c> by field.</summary>
    public static IResult ToHttp(this Problem problem, int? statusCode = null)
    {
        var extensions = new Dictionary<string, object?>(problem.Extensions) { ["code"] = problem.Code };
        if (problem.Fields.Count > 0)
        {
            extensions["errors"] = problem.Fields.GroupBy(f => f.Field).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray());
        }

        return Microsoft.AspNetCore.Http.Results.Problem(problem.Message, statusCode: statusCode ?? problem.StatusCode(), title: Title(problem.Kind), extensions: extensions);
    }

    private static string Title(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => "The input needs attention",
        ProblemKind.NotFound => "Not found",
        ProblemKind.Conflict => "The state has changed",
        ProblemKind.Forbidden => "Not allowed",
        _ => "Not available right now",
    };
}
