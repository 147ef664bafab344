using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Outbound;
using PracticeCms.Outbound;

namespace PracticeCms.IntegrationTests.Outbound;

public sealed class OutboundTests
{
    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://0/")]
    [InlineData("http://localhost/")]
    [InlineData("http://10.1.2.3/")]
    [InlineData("http://172.31.0.1/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://100.100.100.200/")]
    [InlineData("http://168.63.129.16/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::127.0.0.1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:8.8.8.8]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[64:ff9b:1::a9fe:a9fe]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://[2001:0:7f00:1::]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://[fc00::1]/")]
    [InlineData("http://[ff02::1]/")]
    [InlineData("ftp://example.com/")]
    [InlineData("http://user@example.com/")]
    public async Task An_address_that_is_not_public_is_never_reached(string address)
    {
        using var services = Services((_, _) => throw new SocketException((int)SocketError.HostNotFound), "localhost-is-resolved");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client(services).GetAsync(address));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.0.0.1", false)]
    public void Public_addresses_are_reached_and_the_own_network_by_mail_alone(string address, bool isPublic)
    {
        var rules = new OutboundRules(new ConfigurationBuilder().Build());

        Assert.Equal(isPublic, rules.Allows("x.example", IPAddress.Parse(address), OutboundReach.Internet));
        Assert.True(rules.Allows("x.example", IPAddress.Parse(address), OutboundReach.OwnNetwork));
        Assert.False(rules.Allows("x.example", IPAddress.Parse("169.254.169.254"), OutboundReach.OwnNetwork));
    }

    [Fact]
    public async Task A_name_that_turns_into_another_address_is_refused_at_the_connection()
    {
        await using var server = await ServeAsync(http => http.Response.WriteAsync("inside"));
        var asked = 0;
        using var services = Services((_, _) => Task.FromResult<IPAddress[]>(asked++ == 0 ? [IPAddress.Parse("203.0.113.9"), IPAddress.Parse("169.254.169.254")] : [IPAddress.Loopback]));

        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<OutboundRefusedException>(() => Client(services).GetAsync($"http://rebind.example:{Port(server)}/"));
        }

        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData("lab.example", "9.9.9.9", true)]
    [InlineData("LAB.example.", "9.9.9.9", true)]
    [InlineData("other.example", "10.1.0.5", true)]
    [InlineData("other.example", "9.9.9.9", false)]
    [InlineData("mail.example", "127.0.0.1", false)]
    public void With_a_list_of_who_may_be_reached_nobody_else_is(string host, string address, bool reached)
    {
        var rules = new OutboundRules(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Practice:Outbound:AllowedAlone"] = "true", ["Practice:Outbound:Allow:0"] = "lab.example", ["Practice:Outbound:Allow:1"] = "10.1.0.0/16",
        }).Build());

        Assert.All(Enum.GetValues<OutboundReach>(), reach => Assert.Equal(reached, rules.Allows(host, IPAddress.Parse(address), reach)));
    }

    [Fact]
    public async Task What_is_allowed_by_name_or_network_is_reached()
    {
        await using var server = await ServeAsync(http => http.Response.WriteAsync("inside"));
        using var byName = Services((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), "lab.example");
        using var byNetwork = Services((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), "127.0.0.0/8");

        Assert.Equal("inside", await Client(byName).GetStringAsync($"http://lab.example:{Port(server)}/"));
        Assert.Equal("inside", await Client(byNetwork).GetStringAsync($"http://anything.example:{Port(server)}/"));
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Client(byName).GetStringAsync($"http://other.example:{Port(server)}/"));
    }

    [Fact]
    public async Task Each_redirect_is_looked_at_anew_and_takes_no_secret_along()
    {
        var seen = new List<string>();
        await using var server = await ServeAsync(http =>
        {
            seen.Add($"{http.Request.Host.Host} {http.Request.Path} {http.Request.Headers.Authorization}".TrimEnd());
            var to = http.Request.Path.Value switch
            {
                "/metadata" => "http://169.254.169.254/latest/meta-data/",
                "/other" => $"http://other.example:{http.Request.Host.Port}/end",
                "/loop" => "/loop",
                "/file" => "file:///etc/passwd",
                _ => null,
            };
            http.Response.StatusCode = to is null ? 200 : 302;
            http.Response.Headers.Location = to;
            return Task.CompletedTask;
        });
        using var services = Services((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), "lab.example", "other.example");
        var start = $"http://lab.example:{Port(server)}";

        await Assert.ThrowsAsync<OutboundRefusedException>(() => Client(services).GetAsync(start + "/metadata"));
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Client(services).GetAsync(start + "/file"));
        seen.Clear();
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Client(services).GetAsync(start + "/loop"));
        Assert.Equal(6, seen.Count);
        seen.Clear();
        var client = Client(services);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        using var end = await client.GetAsync(start + "/other");
        Assert.Equal(["lab.example /other Bearer secret", "other.example /end"], seen);
    }

    [Fact]
    public async Task An_answer_may_be_neither_too_large_nor_too_slow()
    {
        await using var server = await ServeAsync(async http =>
        {
            await http.Response.WriteAsync(new string('a', 2_000));
            await http.Response.Body.FlushAsync();
            if (http.Request.Path == "/slow")
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });
        using var services = Services((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), "lab.example");
        using var small = Services((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), ["lab.example"], largest: 1_000);

        await Assert.ThrowsAsync<TaskCanceledException>(() => Client(services).GetAsync($"http://lab.example:{Port(server)}/slow", HttpCompletionOption.ResponseHeadersRead));
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Client(small).GetAsync($"http://lab.example:{Port(server)}/", HttpCompletionOption.ResponseHeadersRead));
        Assert.Equal(2_000, (await Client(services).GetStringAsync($"http://lab.example:{Port(server)}/")).Length);
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_is_refused_and_nothing_is_sent_to_it()
    {
        using var certificate = SelfSigned.Create();
        var asked = 0;
        await using var server = await ServeAsync(
            http =>
            {
                asked++;
                return http.Response.WriteAsync("inside");
            },
            certificate);
        using var services = Services((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), [SelfSigned.Host], largest: 10_000, seconds: 60);
        using var content = new WatchedContent();

        var refused = await Assert.ThrowsAsync<OutboundRefusedException>(() => Client(services).PostAsync($"https://{SelfSigned.Host}:{Port(server)}/", content));

        Assert.Contains($"'{SelfSigned.Host}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("certificate", refused.Message, StringComparison.Ordinal);
        Assert.Equal((0, false), (asked, content.IsSent));

        // Trust is all that was missing.
        using var sockets = new SocketsHttpHandler
        {
            SslOptions = { CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { certificate }, RevocationMode = X509RevocationMode.NoCheck } },
        };
        using var trusting = new HttpClient(sockets);
        Assert.Equal("inside", await trusting.GetStringAsync($"https://localhost:{Port(server)}/"));
    }

    private static HttpClient Client(ServiceProvider services) => services.GetRequiredService<IHttpClientFactory>().CreateClient(OutboundHttp.Name);

    private static ServiceProvider Services(ResolveHost resolve, params string[] allow) => Services(resolve, allow, largest: 10_000);

    private static ServiceProvider Services(ResolveHost resolve, string[] allow, int largest, int seconds = 2)
    {
        var settings = allow.Select((a, i) => ($"Practice:Outbound:Allow:{i}", a)).Append(("Practice:Outbound:LargestAnswer", $"{largest}")).Append(("Practice:Outbound:TimeoutSeconds", $"{seconds}"));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Item1, s => (string?)s.Item2)).Build();
        return new ServiceCollection().AddOutbound(configuration).AddSingleton(resolve).BuildServiceProvider();
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        if (certificate is null)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }
        else
        {
            builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        }

        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static int Port(WebApplication app) => new Uri(app.Urls.First()).Port;

    /// <summary>Knows whether anybody has begun to send it.</summary>
    private sealed class WatchedContent : HttpContent
    {
        private static readonly byte[] Text = "of a client"u8.ToArray();

        public bool IsSent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            IsSent = true;
            await stream.WriteAsync(Text);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Text.Length;
            return true;
        }
    }
}
