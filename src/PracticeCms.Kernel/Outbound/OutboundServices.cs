using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using PracticeCms.Outbound;

namespace PracticeCms.Kernel.Outbound;

internal static class OutboundServices
{
    public static IServiceCollection AddOutbound(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => new OutboundRules(configuration)).AddSingleton<IOutboundConnections, OutboundConnections>().AddTransient<OutboundHandler>();
        services.AddSingleton<ResolveHost>(static (host, ct) => Dns.GetHostAddressesAsync(host, ct));
        services.AddHttpClient(OutboundHttp.Name, static http => http.Timeout = Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler<OutboundHandler>()
            .ConfigurePrimaryHttpMessageHandler(Sockets)
            .RemoveAllLoggers(); // an address may hold a key
        return services;
    }

    // No proxy: it would resolve the name a second time, out of sight.
    private static SocketsHttpHandler Sockets(IServiceProvider services) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 32,

        // A certificate may name an address from which its issuer is to be fetched, and that address would be asked without a guard.
        SslOptions = { CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck } },
        ConnectCallback = async (context, ct) => new NetworkStream(
            await services.GetRequiredService<IOutboundConnections>().ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, OutboundReach.Internet, ct), ownsSocket: true),
    };
}
