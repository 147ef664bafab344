using System.Globalization;
using Microsoft.AspNetCore.Components.Forms;

namespace PracticeCms.Ui;

/// <summary>What all fields share: label, hint, error and the ids that tie them together.</summary>
public abstract class FieldBase : ComponentBase
{
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>The form field's name, such as <c>Input.Email</c>.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public bool Required { get; set; }

    /// <summary>The outcome of the last attempt; the field shows its own part of it.</summary>
    [Parameter]
    public Problem? Problem { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [CascadingParameter]
    public FormMappingContext? Typed { get; set; }

    [CascadingParameter]
    public HttpContext? FormRequest { get; set; }

    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    protected string Key => Name[(Name.LastIndexOf('.') + 1)..];

    protected string Id => "f-" + Key;

    protected string? Error => FieldErrors.Of(Problem ?? Mistyped.Of(Typed, FormRequest), Key);

    protected string? DescribedBy =>
        (Error, Hint) switch
        {
            ({ Length: > 0 }, _) => Id + "-error",
            (_, { Length: > 0 }) => Id + "-hint",
            _ => null,
        };

    protected string InvalidClass => Error is null ? "" : "is-invalid";

    /// <summary>The value as HTML inputs expect it: ISO dates and times, plain numbers.</summary>
    protected static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        LocalDate date => NodaTime.Text.LocalDatePattern.Iso.Format(date),
        LocalTime time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        LocalDateTime moment => moment.ToString("uuuu-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
        Money money => money.ToDecimalString(),
        Enum name => name.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}

/// <summary>Finds a field's message in a problem.</summary>
public static class FieldErrors
{
    public static string? Of(Problem? problem, string field) =>
        problem?.Fields.FirstOrDefault(f => string.Equals(LastSegment(f.Field), field, StringComparison.OrdinalIgnoreCase))?.Message;

    internal static string LastSegment(string field) => field[(field.LastIndexOf('.') + 1)..];
}
