using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using IPAddress = System.Net.IPAddress;
using IPNetwork = System.Net.IPNetwork;

namespace PracticeCms.Kernel.Web;

/// <summary>
/// The reverse proxies whose word is taken on who asks: <c>Practice:Proxies</c>, addresses or networks. Anybody else may write what they like
/// into <c>X-Forwarded-For</c>.
/// </summary>
internal sealed class TrustedProxies
{
    public TrustedProxies(IConfiguration configuration)
    {
        Networks = [.. (configuration.GetSection("Practice:Proxies").Get<string?[]>() ?? []).Where(e => !string.IsNullOrWhiteSpace(e)).Select(e => Parse(e!.Trim()))];
        BelievesAnybody = Networks.Count == 0 && configuration.GetValue("ForwardedHeaders_Enabled", false);
    }

    public IReadOnlyList<IPNetwork> Networks { get; }

    /// <summary>Whether the framework's own switch is on, which asks nobody who they are.</summary>
    public bool BelievesAnybody { get; }

    public void Apply(ForwardedHeadersOptions options)
    {
        if (Networks.Count == 0)
        {
            return;
        }

        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.ForwardLimit = null; // each one on the way is looked at
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in Networks)
        {
            options.KnownIPNetworks.Add(network);
        }
    }

    /// <summary>Whether a proxy whose word is taken says that the browser did not encrypt. One that says nothing may do so or not.</summary>
    public static bool SaysPlain(HttpContext context) =>
        context.Request.Scheme == Uri.UriSchemeHttp && context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalProtoHeaderName);

    private static IPNetwork Parse(string entry) =>
        IPNetwork.TryParse(entry, out var network) ? network
        : IPAddress.TryParse(entry, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new InvalidOperationException($"Practice:Proxies '{entry}' is neither an address nor a network such as 10.1.0.0/16.");
}
