using System.Security.Cryptography;
using System.Text;
using MimeKit;
using PracticeCms.Messaging.Outgoing;

namespace PracticeCms.Messaging.Delivery;

/// <summary>Turns a mail of ours into the message that goes over the wire.</summary>
internal sealed class MailComposer(MessagingDb db, IClientCipher cipher, IFileStore files, ISettings settings, ITenant tenant)
{
    public async Task<MimeMessage> ComposeAsync(OutgoingMail mail, CancellationToken ct)
    {
        var from = await FromAsync(ct);
        var message = new MimeMessage { Subject = mail.Subject, Date = mail.CreatedAt.ToDateTimeOffset(), MessageId = MessageId(mail.Key, from.Domain) };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(mail.ToName, mail.ToAddress));
        AddAll(message.Cc, mail.Cc);
        AddAll(message.Bcc, mail.Bcc);
        AddAll(message.ReplyTo, mail.ReplyTo);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var body = new BodyBuilder { TextBody = await TextAsync(mail, ct), HtmlBody = await HtmlAsync(mail, ct) };
        foreach (var attachment in await db.Attachments.AsNoTracking().Where(a => a.MailId == mail.Id).OrderBy(a => a.Id).ToListAsync(ct))
        {
            await using var content = await files.OpenAsync(attachment.FileId, ct)
                ?? throw new PermanentFailureException($"The attachment '{attachment.FileName}' is no longer there.");
            await body.Attachments.AddAsync(attachment.FileName, content, ContentType.Parse(attachment.ContentType), ct);
        }

        message.Body = body.ToMessageBody();
        return message;
    }

    /// <summary>Of a mail to somebody who was erased, a sentence that says so.</summary>
    public async Task<string> TextAsync(OutgoingMail mail, CancellationToken ct) =>
        await cipher.OpenAsync(mail.ClientId, mail.TextSealed, OutgoingMail.Field(mail.Id, nameof(OutgoingMail.TextSealed)), ct) ?? "This mail was erased.";

    public async Task<string?> HtmlAsync(OutgoingMail mail, CancellationToken ct) =>
        mail.HtmlSealed is { } html ? await cipher.OpenAsync(mail.ClientId, html, OutgoingMail.Field(mail.Id, nameof(OutgoingMail.HtmlSealed)), ct) : null;

    public async Task<MailboxAddress> FromAsync(CancellationToken ct)
    {
        var mail = await settings.GetAsync<MailSettings>(ct);
        var practice = await settings.GetAsync<PracticeSettings>(ct);
        var address = new[] { mail.FromAddress, practice.Email, $"no-reply@{tenant.BaseUrl.Host}" }.First(a => a.Trim().Length > 0).Trim();
        var name = mail.FromName.Length > 0 ? mail.FromName : tenant.PracticeName;
        return MailboxAddress.TryParse(address, out var parsed) ? new MailboxAddress(name, parsed.Address) : new MailboxAddress(name, $"no-reply@{tenant.BaseUrl.Host}");
    }

    /// <summary>The key, so that a mail sent twice after a lost answer is recognised as one. RFC 5322 dot-atom; a changed key gets a hash to stay unique.</summary>
    internal static string MessageId(string key, string domain)
    {
        var safe = new string([.. key.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')]);
        if (safe != key || safe.Length is 0 or > 120)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
            safe = safe[..Math.Min(safe.Length, 100)] + "." + hash;
        }

        return $"{safe}@{(domain.Length == 0 ? "localhost" : domain)}";
    }

    private static void AddAll(InternetAddressList list, string addresses)
    {
        if (addresses.Trim().Length > 0)
        {
            list.AddRange(InternetAddressList.Parse(addresses.Replace(';', ',')));
        }
    }
}
