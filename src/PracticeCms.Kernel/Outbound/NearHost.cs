using System.Net;

namespace PracticeCms.Kernel.Outbound;

/// <summary>Whether a name or address, with or without a port, is this machine's own.</summary>
internal static class NearHost
{
    public static bool Is(string host) => IPEndPoint.TryParse(host, out var point)
        ? IPAddress.IsLoopback(point.Address)
        : host.Split(':')[0].Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
