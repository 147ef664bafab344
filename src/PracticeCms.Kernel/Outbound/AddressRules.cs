using System.Net;
using System.Net.Sockets;

namespace PracticeCms.Kernel.Outbound;

internal enum AddressKind
{
    Public,
    OwnNetwork,

    /// <summary>Link-local, multicast, reserved, cloud metadata, and IPv4 in the clothes of IPv6.</summary>
    Never,
}

/// <summary>What an address is, by the IANA registries of special purpose (RFC 6890) and the fixed metadata addresses of clouds.</summary>
internal static class AddressRules
{
    private static readonly IPNetwork[] Own = Parse("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7");

    private static readonly IPNetwork[] Reserved = Parse(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "168.63.129.16/32", "100.100.100.200/32", "fd00:ec2::/32", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    // What is given out to hosts. IPv4-mapped, NAT64 and link-local forms lie outside.
    private static readonly IPNetwork Unicast6 = IPNetwork.Parse("2000::/3");

    public static AddressKind Of(IPAddress address) =>
        Reserved.Any(n => n.Contains(address)) ? AddressKind.Never
        : Own.Any(n => n.Contains(address)) ? AddressKind.OwnNetwork
        : address.AddressFamily == AddressFamily.InterNetwork || Unicast6.Contains(address) ? AddressKind.Public
        : AddressKind.Never;

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
