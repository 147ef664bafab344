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
        return Request(key).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }

    /// <summary>By an authority that nobody knows, and that says where it is to be fetched.</summary>
    public static X509Certificate2 IssuedBy(string authorityAt)
    {
        using var authorityKey = RSA.Create(2048);
        var authority = new CertificateRequest("CN=Authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var issuer = authority.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        using var key = RSA.Create(2048);
        var request = Request(key);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [authorityAt]));
        using var issued = request.Create(issuer, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200), [1]);
        return issued.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(RSA key)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Host);
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
