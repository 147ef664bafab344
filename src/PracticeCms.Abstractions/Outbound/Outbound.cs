using System.Net.Sockets;

namespace PracticeCms.Outbound;

/// <summary>
/// The way out for requests whose address somebody typed: <c>IHttpClientFactory.CreateClient(OutboundHttp.Name)</c>. It reaches public
/// addresses alone, also behind a redirect, besides what <c>Practice:Outbound:Allow</c> names; answers are limited in size and time.
/// Whatever it does not do ends with an <see cref="OutboundRefusedException"/>.
/// </summary>
public static class OutboundHttp
{
    public const string Name = "outbound";
}

/// <summary>Opens connections to hosts that somebody typed, for protocols other than HTTP.</summary>
public interface IOutboundConnections
{
    /// <summary>A connected socket, to an address that was looked at after the name was resolved.</summary>
    Task<Socket> ConnectAsync(string host, int port, OutboundReach reach, CancellationToken ct = default);
}

public enum OutboundReach
{
    /// <summary>Public addresses.</summary>
    Internet,

    /// <summary>Those of the host's own machine and network too, as for the mail server of its default practice. Never link-local ones, where clouds keep their credentials.</summary>
    OwnNetwork,
}

public sealed class OutboundRefusedException(string message) : HttpRequestException(message);
