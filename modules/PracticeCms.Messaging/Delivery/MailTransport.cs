using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using PracticeCms.Outbound;

namespace PracticeCms.Messaging.Delivery;

/// <summary>Hands a message to the practice's server, or writes it into the pick-up folder where there is none.</summary>
internal sealed class MailTransport(ISettings settings, IFieldCipher cipher, ITenantPaths paths, ITenant tenant, IOutboundConnections connections)
{
    private const int TimeoutMilliseconds = 20_000;

    public async Task SendAsync(MimeMessage message, CancellationToken ct)
    {
        var mail = await settings.GetAsync<MailSettings>(ct);
        if (mail.UsesPickup)
        {
            await WriteAsync(message, ct);
            return;
        }

        try
        {
            await SmtpAsync(mail, message, ct);
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= 500)
        {
            throw new PermanentFailureException($"The mail server refused it: {(int)e.StatusCode} {e.Message}", e);
        }
    }

    /// <summary>The network about the host is its own; who is a guest there reaches of it what whoever hosts allows.</summary>
    private OutboundReach Reach => tenant.IsDefault ? OutboundReach.OwnNetwork : OutboundReach.Internet;

    public string PickupFolder => Path.Combine(paths.DataFolder, "mail");

    internal static string Seal(IFieldCipher cipher, string password) =>
        password.Length == 0 ? "" : cipher.Encrypt(password, nameof(MailSettings), Guid.Empty, nameof(MailSettings.PasswordSealed));

    private async Task SmtpAsync(MailSettings mail, MimeMessage message, CancellationToken ct)
    {
        using var client = await OpenAsync(mail, ct);
        if (mail.User.Length > 0)
        {
            var password = mail.PasswordSealed.Length == 0
                ? ""
                : cipher.Decrypt(mail.PasswordSealed, nameof(MailSettings), Guid.Empty, nameof(MailSettings.PasswordSealed));
            await client.AuthenticateAsync(mail.User, password, ct);
        }

        await client.SendAsync(message, ct);
        await TakeLeaveAsync(client, ct);
    }

    /// <summary>Greets the server as delivery does, and hands over neither password nor mail.</summary>
    public async Task GreetAsync(MailSettings mail, CancellationToken ct)
    {
        using var client = await OpenAsync(mail, ct);
        await TakeLeaveAsync(client, ct);
    }

    private async Task<MailConnection> OpenAsync(MailSettings mail, CancellationToken ct)
    {
        var client = new MailConnection { Timeout = TimeoutMilliseconds, CheckCertificateRevocation = false };
        try
        {
            var socket = await connections.ConnectAsync(mail.Host.Trim(), mail.Port, Reach, ct);
            await client.ConnectAsync(socket, mail.Host.Trim(), mail.Port, Option(mail.Security), ct);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The server has the mail; how it takes the goodbye changes nothing of that.</summary>
    private static async Task TakeLeaveAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(true, ct);
        }
        catch (Exception)
        {
            // It hangs, has gone, or says what it should not.
        }
    }

    // Named by Message-ID and moved into place, so that a second delivery of the same mail replaces the first and no reader sees half a file.
    private async Task WriteAsync(MimeMessage message, CancellationToken ct)
    {
        Directory.CreateDirectory(PickupFolder);
        var target = PickedUp(message.MessageId!);
        var partial = target + ".part";
        await message.WriteToAsync(partial, ct);
        File.Move(partial, target, overwrite: true);
    }

    /// <summary>Takes a mail out of the pick-up folder, where nobody has fetched it.</summary>
    public void Forget(string key)
    {
        if (Directory.Exists(PickupFolder))
        {
            File.Delete(PickedUp(MailComposer.MessageId(key, "any")));
        }
    }

    private string PickedUp(string messageId) => Path.Combine(PickupFolder, messageId.Split('@')[0] + ".eml");

    private static SecureSocketOptions Option(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };
}
