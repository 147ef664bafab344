using MailKit.Security;
using PracticeCms.Health;
using PracticeCms.Outbound;

namespace PracticeCms.Messaging.Delivery;

/// <summary>Whether mail leaves the practice. The server is greeted as by delivery, its certificate looked at.</summary>
internal sealed class MailHealth(ISettings settings, MailTransport transport) : IHealthCheck
{
    private const string Name = "mail";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken ct = default)
    {
        var mail = await settings.GetAsync<MailSettings>(ct);
        if ((await settings.GetAsync<OutboundSettings>(ct)).IsPaused)
        {
            return [HealthFinding.Warning(Name, "is paused: nothing leaves the practice", "Open Settings, Sending, and end the pause.")];
        }

        if (mail.UsesPickup)
        {
            return [HealthFinding.Warning(Name, "is written into the pick-up folder", "Open Settings, Mail, and name a mail server.")];
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await transport.GreetAsync(mail, patience.Token);
            return mail.Security == MailSecurity.None
                ? [HealthFinding.Warning(Name, $"{mail.Host} answers, and mail goes to it in clear", "Choose STARTTLS, unless the relay is on this machine.")]
                : [HealthFinding.Ok(Name, $"{mail.Host} answers")];
        }
        catch (SslHandshakeException e)
        {
            return [HealthFinding.Failed(Name, $"{mail.Host} answers, and gets no mail: its certificate would not do, or it speaks no TLS there ({e.GetBaseException().Message})",
                "Name the server in Settings, Mail, as its certificate does, with the port that goes with the security chosen there. A server sends its whole chain of certificates.")];
        }
        catch (NotSupportedException)
        {
            return [HealthFinding.Failed(Name, $"{mail.Host} answers, and gets no mail: it offers no STARTTLS", "Choose TLS in Settings, Mail, with the port for it, or ask who runs the server.")];
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return [HealthFinding.Failed(Name, $"{mail.Host} does not answer: {e.GetBaseException().Message}", "See that the server and the port in Settings, Mail, are right.")];
        }
    }
}
