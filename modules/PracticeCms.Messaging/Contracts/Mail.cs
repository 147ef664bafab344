namespace PracticeCms.Messaging.Contracts;

/// <summary>One mail to one person.</summary>
/// <param name="Key">Stable key: a second mail with the same key is never sent; becomes the Message-ID.</param>
public sealed record MailRequest(string Key, string ToAddress, string ToName, string Subject, string TextBody, string? HtmlBody)
{
    public Guid? ClientId { get; init; }
    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];

    /// <summary>Held until then, so that an undo within the grace period sends nothing.</summary>
    public Instant? NotBefore { get; init; }
    public Instant? NotAfter { get; init; }

    /// <summary>Cancels together while unsent, such as <c>appointment:ID</c>.</summary>
    public string? Group { get; init; }

    /// <summary>Whoever reads it can act as its receiver: nobody sees its text in the portal, and it is not sent again.</summary>
    public bool IsPersonal { get; init; }
}

public sealed record MailAttachment(string FileName, string ContentType, byte[] Content);

public interface IMail
{
    /// <summary>Puts the mail into the outbox in the running unit of work.</summary>
    Task SendAsync(MailRequest mail, CancellationToken ct = default);

    /// <summary>Renders <c>mail/NAME</c> (first line <c>Subject: ...</c>, then HTML) and puts it into the outbox.</summary>
    Task SendTemplateAsync(
        string template, string key, string toAddress, string toName, IReadOnlyDictionary<string, object?> model, Guid? clientId = null,
        IReadOnlyList<MailAttachment>? attachments = null, Instant? notBefore = null, Instant? notAfter = null, string? group = null, bool isPersonal = false, CancellationToken ct = default);

    /// <summary>Takes unsent mails of the group back.</summary>
    Task CancelGroupAsync(string group, CancellationToken ct = default);
}
