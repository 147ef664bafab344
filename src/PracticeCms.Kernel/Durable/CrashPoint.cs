using System.Diagnostics;
using System.Globalization;

namespace PracticeCms.Kernel.Durable;

/// <summary>
/// Places at which a test kills the process, to see that nothing is lost or done twice. Set PRACTICE_CRASH_POINT to a name, or to
/// <c>name:3</c> for the third time. What is published contains none of it; tests build with <c>CrashPoints=true</c>.
/// </summary>
internal static class CrashPoint
{
    private static readonly string? Target = Environment.GetEnvironmentVariable("PRACTICE_CRASH_POINT");
    private static int left = Target?.Split(':') is [_, var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 1;

    [Conditional("DEBUG"), Conditional("CRASHPOINTS")]
    public static void Hit(string name)
    {
        if (Target is not null && Target.Split(':')[0] == name && Interlocked.Decrement(ref left) == 0)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
