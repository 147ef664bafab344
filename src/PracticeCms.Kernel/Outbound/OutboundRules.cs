using System.Net;
using Microsoft.Extensions.Configuration;
using PracticeCms.Outbound;

namespace PracticeCms.Kernel.Outbound;

/// <summary>What <c>Practice:Outbound</c> says: hosts and networks that may be reached besides public ones, or alone, and how much an answer may be.</summary>
internal sealed class OutboundRules
{
    private readonly HashSet<string> hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> networks = [];
    private readonly bool allowedAlone;

    public OutboundRules(IConfiguration configuration)
    {
        foreach (var entry in (configuration.GetSection("Practice:Outbound:Allow").Get<string[]>() ?? []).Select(e => e.Trim()))
        {
            if (IPNetwork.TryParse(entry, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(entry, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                hosts.Add(Uri.CheckHostName(entry) == UriHostNameType.Dns ? entry.TrimEnd('.') : throw new InvalidOperationException($"Practice:Outbound:Allow '{entry}' is neither a host name nor a network such as 10.1.0.0/16."));
            }
        }

        allowedAlone = configuration.GetValue("Practice:Outbound:AllowedAlone", false);
        Largest = configuration.GetValue("Practice:Outbound:LargestAnswer", 10 * 1024 * 1024);
        Longest = TimeSpan.FromSeconds(configuration.GetValue("Practice:Outbound:TimeoutSeconds", 30.0));
    }

    /// <summary>Bytes of an answer's body.</summary>
    public int Largest { get; }

    /// <summary>From the first connection to the last byte, redirects included.</summary>
    public TimeSpan Longest { get; }

    public bool Allows(string host, IPAddress address, OutboundReach reach) => hosts.Contains(host.TrimEnd('.')) || networks.Any(n => n.Contains(address)) || (!allowedAlone && AddressRules.Of(address) switch
    {
        AddressKind.Public => true,
        AddressKind.OwnNetwork => reach == OutboundReach.OwnNetwork,
        _ => false,
    });
}
