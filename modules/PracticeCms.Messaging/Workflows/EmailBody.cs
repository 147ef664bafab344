using System.Text.Json;

namespace PracticeCms.Messaging.Workflows;

/// <summary>Which of a mail's expressions are its text and its HTML, in each generation of the JSON.</summary>
internal static class EmailBody
{
    public static (WorkflowExpression<string> Text, WorkflowExpression<string> Html) Read(EmailTask task)
    {
        var none = new WorkflowExpression<string>();
        if (IsSet(task.TextBody) || IsSet(task.HtmlBody))
        {
            return Format(task) switch
            {
                "Text" => (task.TextBody, none),
                "Html" => (none, task.HtmlBody),
                _ => (task.TextBody, task.HtmlBody),
            };
        }

        return task.IsHtmlBody ? (none, task.Body) : (task.Body, none);
    }

    // The enum travels as a name or as its number: 0 All, 1 Text, 2 Html.
    private static string Format(EmailTask task) => task.BodyFormat?.GetValueKind() switch
    {
        JsonValueKind.Number => task.BodyFormat.ToString() switch { "1" => "Text", "2" => "Html", _ => "All" },
        JsonValueKind.String => task.BodyFormat.ToString() is "Text" or "1" ? "Text" : task.BodyFormat.ToString() is "Html" or "2" ? "Html" : "All",
        _ => "All",
    };

    private static bool IsSet(WorkflowExpression<string> expression) => !string.IsNullOrEmpty(expression.Expression);
}
