using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PracticeCms.Testing;

/// <summary>A certificate that nobody vouches for. All else of it is right: its names, its time, its key.</summary>
public static class SelfSigned
{
    /// <summary>One of the names that it is for, besides <c>localhost</c> and 127.0.0.1.</summary>
    public const string Host = "lab.example";

    /// <summary>With its private key, which may be exported.</summary>
    public static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Host);
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }
}
