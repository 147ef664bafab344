using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;

namespace PracticeCms.Messaging.Delivery;

/// <summary>
/// A mail server is judged by the certificates that it sends and those of the machine. A certificate names addresses of its issuers and
/// of revocations; they would be asked without the guard of what goes out, and mail would wait for them.
/// </summary>
internal sealed class MailConnection : SmtpClient
{
    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(string host, RemoteCertificateValidationCallback? remoteCertificateValidationCallback)
    {
        var options = base.GetSslClientAuthenticationOptions(host, remoteCertificateValidationCallback!);
        options.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        options.CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        return options;
    }
}
