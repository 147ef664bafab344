using System.Diagnostics;
using System.Globalization;

namespace PracticeCms.Kernel.Durable;

/// <summary>This process as the holder of leases: <c>machine/process/random</c>.</summary>
internal sealed class WorkerIdentity
{
    private static readonly string Machine = Environment.MachineName;

    public string Name { get; } = $"{Machine}/{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}/{Ids.New():N}";

    /// <summary>
    /// Whether a holder is a process of this machine that has ended. In a container the new process often has the old one's id, so an
    /// equal id with another random part is dead as well.
    /// </summary>
    public bool IsDead(string owner)
    {
        if (owner == Name || owner.Split('/') is not [var machine, var process, _] || machine != Machine || !int.TryParse(process, CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        return id == Environment.ProcessId ? !Known.ContainsKey(owner) : !IsAlive(id);
    }

    /// <summary>Several hosts in one process, as in tests, are all alive.</summary>
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> Known = new();

    public WorkerIdentity() => Known[Name] = true;

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
