using System.Globalization;
using Microsoft.AspNetCore.Components.Forms;

namespace PracticeCms.Ui;

/// <summary>What was typed into the form that was sent and its fields cannot hold, such as letters where a number belongs. An optional field may be empty.</summary>
internal static class Mistyped
{
    private sealed record Mistake(string Field, string? Text);

    public static Problem? Of(FormMappingContext? typed, HttpContext? http) =>
        All(typed, http).Select(m => new FieldError(m.Field, "Enter a whole number of up to nine digits.")).ToList() is { Count: > 0 } fields ? Problem.Invalid(fields) : null;

    /// <summary>As it was typed; null where the field holds it.</summary>
    public static string? Text(FormMappingContext? typed, HttpContext? http, string field) =>
        All(typed, http).FirstOrDefault(m => m.Field == FieldErrors.LastSegment(field))?.Text;

    // The framework keeps all mistakes of a form under the whole of it; which field it was, and what was typed, are the arguments of each message.
    private static IEnumerable<Mistake> All(FormMappingContext? typed, HttpContext? http) =>
        http is not { Request.HasFormContentType: true } || http.Request.Form["_handler"].ToString() is not { Length: > 0 } form || typed is null ? [] :
        from error in typed.GetAllErrors(form)
        from message in error.ErrorMessages
        let mistake = message.ArgumentCount == 2 ? new Mistake(Argument(message, 1) ?? "", Argument(message, 0)) : new Mistake("", null)
        where !(mistake.Text is "" && MayBeEmpty(error.Container, mistake.Field))
        select mistake;

    private static bool MayBeEmpty(object? form, string field) => form?.GetType().GetProperty(field)?.PropertyType is not { } type || Nullable.GetUnderlyingType(type) is not null;

    private static string? Argument(FormattableString message, int index) => Convert.ToString(message.GetArgument(index), CultureInfo.InvariantCulture);
}
