using PracticeCms.Messaging.Contracts;
using PracticeCms.Messaging.Delivery;
using PracticeCms.Messaging.Templates;

namespace PracticeCms.Messaging.Outgoing;

/// <summary>Copies, answers and other addresses that a workflow's mail may carry besides its recipient.</summary>
internal sealed record MailExtras(string Cc, string Bcc, string ReplyTo)
{
    public static MailExtras None { get; } = new("", "", "");
}

/// <summary>Puts mails into the outbox: row, attachments and outbox message in the transaction of whatever caused them.</summary>
internal sealed class OutgoingMailbox(MessagingDb db, IUnitOfWork unitOfWork, IOutbox outbox, IFileStore files, IClientCipher cipher, MailTemplate templates, IClock clock)
    : IMail
{
    public Task SendAsync(MailRequest mail, CancellationToken ct = default) => SendAsync(mail, MailExtras.None, ct);

    public Task SendAsync(MailRequest mail, MailExtras extras, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token =>
            {
                if (db.Mails.Local.Any(m => m.Key == mail.Key) || await db.Mails.IgnoreQueryFilters().AnyAsync(m => m.Key == mail.Key, token))
                {
                    return;
                }

                var row = await RowAsync(mail, extras, token);
                db.Mails.Add(row);
                foreach (var attachment in mail.Attachments)
                {
                    await AttachAsync(row, attachment, token);
                }

                await EnqueueAsync(row, token);
            },
            ct);

    public async Task SendTemplateAsync(
        string template, string key, string toAddress, string toName, IReadOnlyDictionary<string, object?> model, Guid? clientId = null,
        IReadOnlyList<MailAttachment>? attachments = null, Instant? notBefore = null, Instant? notAfter = null, string? group = null, bool isPersonal = false, CancellationToken ct = default)
    {
        var rendered = await templates.RenderAsync(template, model, ct);
        var mail = new MailRequest(key, toAddress, toName, rendered.Subject, rendered.Text, rendered.Html)
        {
            ClientId = clientId,
            Attachments = attachments ?? [],
            NotBefore = notBefore,
            NotAfter = notAfter,
            Group = group,
            IsPersonal = isPersonal,
        };
        await SendAsync(mail, ct);
    }

    public Task CancelGroupAsync(string group, CancellationToken ct = default) =>
        unitOfWork.RunAsync(
            async token =>
            {
                await unitOfWork.FlushAsync(token);
                var unsent = await db.Mails.IgnoreQueryFilters()
                    .Where(m => m.GroupName == group && (m.State == MailState.Waiting || m.State == MailState.Held)).ToListAsync(token);
                unsent.ForEach(m => m.Cancel("Taken back before it was sent."));
            },
            ct);

    /// <summary>The key of the mail is the key of its first delivery; asking again makes another round of the same mail.</summary>
    public Task EnqueueAsync(OutgoingMail mail, CancellationToken ct) =>
        outbox.EnqueueAsync(DeliverMail.OutboxKind, mail.OutboxKey, new MailMessage(mail.Id), mail.NotBefore, ct: ct);

    private async Task<OutgoingMail> RowAsync(MailRequest mail, MailExtras extras, CancellationToken ct)
    {
        var id = Ids.New();
        return new OutgoingMail
        {
            Id = id,
            Key = mail.Key,
            ToAddress = mail.ToAddress.Trim(),
            ToName = mail.ToName.Trim(),
            Cc = extras.Cc,
            Bcc = extras.Bcc,
            ReplyTo = extras.ReplyTo,
            Subject = OneLine(mail.Subject),
            TextSealed = await cipher.SealAsync(mail.ClientId, mail.TextBody, OutgoingMail.Field(id, nameof(OutgoingMail.TextSealed)), ct),
            HtmlSealed = mail.HtmlBody is { } html ? await cipher.SealAsync(mail.ClientId, html, OutgoingMail.Field(id, nameof(OutgoingMail.HtmlSealed)), ct) : null,
            State = MailState.Waiting,
            CreatedAt = clock.GetCurrentInstant(),
            NotBefore = mail.NotBefore,
            NotAfter = mail.NotAfter,
            GroupName = mail.Group,
            ClientId = mail.ClientId,
            IsPersonal = mail.IsPersonal,
        };
    }

    private async Task AttachAsync(OutgoingMail mail, MailAttachment attachment, CancellationToken ct)
    {
        var stored = await files.SaveAsync(new MemoryStream(attachment.Content, writable: false), mail.ClientId, ct);
        db.Attachments.Add(new OutgoingAttachment
        {
            Id = Ids.New(),
            MailId = mail.Id,
            FileName = attachment.FileName,
            ContentType = attachment.ContentType,
            FileId = stored.Id,
            Length = stored.Length,
        });
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
