using System.Globalization;

namespace PracticeCms.Kernel.Backups;

/// <summary>Says every twentieth of the whole; of a whole that is only estimated, never the last.</summary>
internal sealed class BackupProgress(string what, long whole, Action<string> say)
{
    private const int Steps = 20;
    private long done;
    private long said;

    public void Add(long bytes)
    {
        done += bytes;
        var step = whole <= 0 ? 0 : Math.Min(Steps - 1, done * Steps / whole);
        if (step > said)
        {
            said = step;
            say(string.Create(CultureInfo.InvariantCulture, $"{what}: {step * 100 / Steps} %, {done / 1_000_000d:0.0} MB"));
        }
    }
}
