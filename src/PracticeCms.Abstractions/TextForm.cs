using System.Text;

namespace PracticeCms;

public static class TextForm
{
    private const char Mark = '\uFFFD';
    private const char NoCharacter = '\uFFFE';

    /// <summary>The text in a form of Unicode. Half characters and the one that stands for none, to which the runtime gives no form, become a mark.</summary>
    public static string InForm(this string text, NormalizationForm form) => Whole(text).Normalize(form);

    private static string Whole(string text) =>
        text.AsSpan().IndexOfAnyInRange('\uD800', NoCharacter) < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace(NoCharacter, Mark);
}
