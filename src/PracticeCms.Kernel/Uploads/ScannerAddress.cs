using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Outbound;

namespace PracticeCms.Kernel.Uploads;

/// <summary>Where clamd listens, of <c>Practice:Scanner</c>: <c>HOST:PORT</c>, or the path of a Unix socket.</summary>
internal sealed record ScannerAddress(EndPoint? EndPoint, TimeSpan Timeout)
{
    private const int StandardPort = 3310;

    /// <summary>Files then go over a network in clear: clamd knows no encryption.</summary>
    public bool LeavesTheMachine => EndPoint switch
    {
        IPEndPoint point => !IPAddress.IsLoopback(point.Address),
        DnsEndPoint name => !NearHost.Is(name.Host),
        _ => false,
    };

    public static ScannerAddress From(IConfiguration configuration)
    {
        var seconds = configuration.GetValue("Practice:Scanner:TimeoutSeconds", 30.0);
        var text = (configuration["Practice:Scanner:Address"] ?? "").Trim();
        return seconds is > 0 and <= 600
            ? new ScannerAddress(text.Length == 0 ? null : Parse(text) ?? throw new InvalidOperationException($"Practice:Scanner:Address '{text}' is neither HOST:PORT nor the path of a socket."), TimeSpan.FromSeconds(seconds))
            : throw new InvalidOperationException("Practice:Scanner:TimeoutSeconds is a number of seconds up to 600.");
    }

    private static EndPoint? Parse(string text)
    {
        if (text.StartsWith('/') || text.StartsWith("unix:", StringComparison.Ordinal))
        {
            return new UnixDomainSocketEndPoint(text.StartsWith('/') ? text : text["unix:".Length..]);
        }

        if (IPEndPoint.TryParse(text, out var address))
        {
            return address.Port == 0 ? new IPEndPoint(address.Address, StandardPort) : address;
        }

        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        var port = StandardPort;
        return Uri.CheckHostName(host) == UriHostNameType.Dns && (colon < 0 || int.TryParse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture, out port) && port is > 0 and < 65_536)
            ? new DnsEndPoint(host, port)
            : null;
    }
}
