using System.Runtime.InteropServices;

namespace PracticeHost;

/// <summary>What the process writes, its database, logs and backups too, is for its own account alone.</summary>
internal static partial class FileMask
{
    private const uint AllOfGroupAndOthers = 0b111_111;

    public static void KeepOthersOut()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetMask(AllOfGroupAndOthers);
        }
    }

    // umask(2)
    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetMask(uint mask);
}
