using System.Globalization;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Liquid;

/// <summary>
/// What one rendering knows. The library's output hook is static and has no context, so the state of the running rendering sits
/// on its thread; rendering is synchronous and never yields.
/// </summary>
internal sealed class LiquidState(bool encode, CultureInfo culture, DateTimeZone zone, Currency currency, IVocabulary words)
{
    public const string Register = "state";

    /// <summary>Characters that one rendering makes on the way: texts of filters, variables, captures and the output.</summary>
    private const long MaxMade = 20_000_000;

    /// <summary>What a text that is kept costs besides its characters.</summary>
    private const int Overhead = 32;

    [ThreadStatic]
    private static LiquidState? current;

    // By reference: a value that a filter made anew is no longer known to be safe, and is encoded again.
    private readonly HashSet<string> safe = new(ReferenceEqualityComparer.Instance);
    private long made;

    public static LiquidState Current => current ?? throw new InvalidOperationException("No template is being rendered.");
    public bool Encode { get; } = encode;
    public CultureInfo Culture { get; } = culture;
    public DateTimeZone Zone { get; } = zone;
    public Currency Currency { get; } = currency;
    public IVocabulary Words { get; } = words;

    public bool IsSafe(string value) => safe.Contains(value);

    /// <summary>A copy of the text that is written as it is.</summary>
    public string Safe(string value)
    {
        Spend(value.Length + Overhead);
        var copy = new string(value.AsSpan());
        safe.Add(copy);
        return copy;
    }

    /// <summary>Stops a template whose every text is short enough, and which makes too many of them.</summary>
    public void Spend(int characters)
    {
        if ((made += characters) > MaxMade)
        {
            throw new TemplateException("", $"All texts together grew longer than {MaxMade:N0} characters.");
        }
    }

    public T Run<T>(Func<T> render)
    {
        var outer = current;
        current = this;
        try
        {
            return render();
        }
        finally
        {
            current = outer;
        }
    }
}

/// <summary>Text in a model that is HTML already, such as a page's body inside its layout.</summary>
internal sealed record HtmlText(string Html);

/// <summary>A template that cannot be rendered; the message is for the person who edits it.</summary>
internal sealed class TemplateException(string template, string message, Exception? inner = null)
    : Exception(template.Length == 0 ? message : $"Template '{template}': {message}", inner);
