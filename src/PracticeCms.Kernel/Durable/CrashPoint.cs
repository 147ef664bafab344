using System.Diagnostics;
using System.Globalization;

namespace PracticeCms.Kernel.Durable;

/// <summary>
/// Places at which a test kills the process, to see that nothing is lost or done twice. Set PRACTICE_CRASH_POINT to a name, or to
/// <c>name:3</c> for the third time, or PRACTICE_CRASH_ORDER to a file that may name one while the process runs. What is published contains none of it; tests build with <c>CrashPoints=true</c>.
/// </summary>
internal static class CrashPoint
{
    /// <summary>Where the name of each point that this process passes is noted, once.</summary>
    private static readonly string? Log = Environment.GetEnvironmentVariable("PRACTICE_CRASH_LOG");
    private static readonly HashSet<string> Passed = [];

    private static readonly string? Target = Environment.GetEnvironmentVariable("PRACTICE_CRASH_POINT");
    private static readonly string? Order = Environment.GetEnvironmentVariable("PRACTICE_CRASH_ORDER");
    private static int left = Target?.Split(':') is [_, var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 1;

    /// <summary>Those on the way of what people and background work do.</summary>
    public static IReadOnlyList<string> OfWork { get; } =
    [
        "unit.before-commit", "unit.after-commit", "durable.after-commit", "durable.before-take", "durable.after-take", "durable.finished", "event.before-commit", "outbox.before-effect", "outbox.after-effect",
    ];

    public static bool AreBuiltIn =>
#if DEBUG || CRASHPOINTS
        true;
#else
        false;
#endif

    [Conditional("DEBUG"), Conditional("CRASHPOINTS")]
    public static void Hit(string name)
    {
        if (Log is not null)
        {
            Note(name);
        }

        if ((Target is not null && Target.Split(':')[0] == name && Interlocked.Decrement(ref left) == 0) || IsOrdered(name))
        {
            Process.GetCurrentProcess().Kill();
        }
    }

    private static bool IsOrdered(string name)
    {
        try
        {
            return Order is not null && File.Exists(Order) && File.ReadAllText(Order) == name;
        }
        catch (FileNotFoundException)
        {
            return false; // called off meanwhile
        }
    }

    private static void Note(string name)
    {
        lock (Passed)
        {
            if (Passed.Add(name))
            {
                File.AppendAllText(Log!, name + "\n");
            }
        }
    }
}
