using System.Diagnostics;

namespace PracticeCms.Kernel.Liquid;

/// <summary>Stops a template that writes without end.</summary>
internal sealed class LimitedWriter() : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    public const int MaxLength = 1_000_000;
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);
    private readonly long started = Stopwatch.GetTimestamp();
    private int length;

    public override void Write(char value)
    {
        Count(1);
        base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Count(count);
        base.Write(buffer, index, count);
    }

    public override void Write(string? value)
    {
        Count(value?.Length ?? 0);
        base.Write(value);
    }

    private void Count(int added)
    {
        length += added;
        if (length > MaxLength)
        {
            throw new TemplateException("", $"The output is longer than {MaxLength:N0} characters.");
        }

        LiquidState.Current.Spend(added);
        if (Stopwatch.GetElapsedTime(started) > MaxTime)
        {
            throw new TemplateException("", "Rendering takes longer than two seconds.");
        }
    }
}
