using System.Net;
using System.Net.Sockets;

namespace PracticeCms.Access;

/// <summary>Whom an address stands for where attempts are counted: a household has a whole /64 of IPv6 (RFC 6177).</summary>
public static class Household
{
    public static string Of(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() : Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }
}
