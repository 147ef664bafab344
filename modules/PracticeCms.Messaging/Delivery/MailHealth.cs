using PracticeCms.Health;
using PracticeCms.Outbound;

namespace PracticeCms.Messaging.Delivery;

/// <summary>Whether mail leaves the practice.</summary>
internal sealed class MailHealth(ISettings settings, IOutboundConnections connections) : IHealthCheck
{
    private const string Name = "mail";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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
            using var socket = await connections.ConnectAsync(mail.Host.Trim(), mail.Port, OutboundReach.OwnNetwork, patience.Token);
            return mail.Security == MailSecurity.None
                ? [HealthFinding.Warning(Name, $"{mail.Host} answers, and mail goes to it in clear", "Choose STARTTLS, unless the relay is on this machine.")]
                : [HealthFinding.Ok(Name, $"{mail.Host} answers")];
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return [HealthFinding.Failed(Name, $"{mail.Host} does not answer: {e.GetBaseException().Message}", "See that the server and the port in Settings, Mail, are right.")];
        }
    }
}
