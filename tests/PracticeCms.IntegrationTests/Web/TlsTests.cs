using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace PracticeCms.IntegrationTests.Web;

/// <summary>A host that has a certificate itself, on a system that allows what is old.</summary>
public sealed class TlsTests : IDisposable
{
    private const byte Handshake = 22;

    private const string AllowsWhatIsOld = """
        openssl_conf = init
        [init]
        ssl_conf = ssl
        [ssl]
        system_default = old
        [old]
        MinProtocol = TLSv1
        CipherString = ALL:@SECLEVEL=0
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("practice-tls-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Nothing_older_than_tls_12_is_spoken()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "OpenSSL alone is told by a file what the system allows.");
        var (file, system) = (Path.Combine(folder, "own.pfx"), Path.Combine(folder, "openssl.cnf"));
        using var certificate = SelfSigned.Create();
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx));
        await File.WriteAllTextAsync(system, AllowsWhatIsOld);
        var port = PracticeProcess.FreePort();
        await using var host = await PracticeProcess.StartAsync(
            Path.Combine(folder, "data"), alsoAt: $"https://127.0.0.1:{port}", environment: [("Kestrel__Certificates__Default__Path", file), ("OPENSSL_CONF", system)]);

        Assert.Equal(Handshake, await AnswerAsync(port, minor: 3));
        Assert.NotEqual(Handshake, await AnswerAsync(port, minor: 2));
        Assert.NotEqual(Handshake, await AnswerAsync(port, minor: 1));
    }

    /// <summary>The kind of the first record that the server answers with; null where it hangs up.</summary>
    /// <param name="minor">Of the version in the handshake: 2 for TLS 1.1, 3 for TLS 1.2.</param>
    private static async Task<byte?> AnswerAsync(int port, byte minor)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Hello(minor));
        var first = new byte[1];
        return await stream.ReadAsync(first) == 1 ? first[0] : null;
    }

    // RFC 4346 and 5246, 7.4.1.2: ECDHE and RSA with AES-128-CBC-SHA, P-256, signatures by RSA with SHA-256.
    private static byte[] Hello(byte minor)
    {
        byte[] extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 4, 0, 2, 4, 1];
        byte[] body = [3, minor, .. new byte[32], 0, 0, 4, 0xC0, 0x13, 0, 0x2F, 1, 0, .. Length(extensions), .. extensions];
        byte[] message = [1, 0, .. Length(body), .. body];
        return [Handshake, 3, 1, .. Length(message), .. message];
    }

    private static byte[] Length(byte[] of)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)of.Length);
        return length;
    }
}
