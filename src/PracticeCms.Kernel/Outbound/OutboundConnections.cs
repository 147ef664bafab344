using System.Net;
using System.Net.Sockets;
using PracticeCms.Outbound;

namespace PracticeCms.Kernel.Outbound;

/// <summary>How a name becomes addresses.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken ct);

/// <summary>
/// Resolves, looks at what came out, and connects to just that: a name that changes its address between the look and the connection
/// gains nothing.
/// </summary>
internal sealed class OutboundConnections(OutboundRules rules, ResolveHost resolve) : IOutboundConnections
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<Socket> ConnectAsync(string host, int port, OutboundReach reach, CancellationToken ct = default)
    {
        var found = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await resolve(host, ct);
        var allowed = found.Where(a => rules.Allows(host, a, reach)).ToArray();
        if (allowed.Length == 0)
        {
            throw new OutboundRefusedException($"'{host}' is no address that may be reached. An administrator of the server can allow it.");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        for (var i = 0; ; i++)
        {
            var socket = new Socket(allowed[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(allowed[i], port), limit.Token);
                return socket;
            }
            catch (SocketException) when (i + 1 < allowed.Length)
            {
                socket.Dispose();
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                socket.Dispose();
                throw new SocketException((int)SocketError.TimedOut);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
