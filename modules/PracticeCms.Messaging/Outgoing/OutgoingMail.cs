namespace PracticeCms.Messaging.Outgoing;

internal enum MailState
{
    /// <summary>In the outbox; sent as soon as its time has come and the server answers.</summary>
    Waiting,

    /// <summary>Kept back while outgoing mail is paused; a person releases it.</summary>
    Held,
    Sent,

    /// <summary>The server refused it for good.</summary>
    Failed,

    /// <summary>Taken back, or too late to be of use.</summary>
    Cancelled,
}

/// <summary>One mail on its way out. Its key never goes out twice; the texts are sealed, because they may tell of a treatment.</summary>
[AuditName("Mail")]
internal sealed class OutgoingMail : IClientRecord, IVersioned
{
    public Guid Id { get; set; }
    public long Version { get; set; }
    public string Key { get; set; } = "";
    public string ToAddress { get; set; } = "";
    public string ToName { get; set; } = "";
    public string Cc { get; set; } = "";
    public string Bcc { get; set; } = "";
    public string ReplyTo { get; set; } = "";
    public string Subject { get; set; } = "";
    public string TextSealed { get; set; } = "";
    public string? HtmlSealed { get; set; }
    public MailState State { get; set; }
    public int Attempts { get; set; }

    /// <summary>How often a person asked to try again; makes the next outbox key.</summary>
    public int Rounds { get; set; }
    public string? LastError { get; set; }
    public Instant CreatedAt { get; set; }
    public Instant? NotBefore { get; set; }
    public Instant? NotAfter { get; set; }
    public Instant? SentAt { get; set; }
    public string? GroupName { get; set; }
    public Guid? ClientId { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;

    internal static SealedField Field(Guid id, string name) => new(nameof(OutgoingMail), id, name);

    public bool CanCancel => State is MailState.Waiting or MailState.Held;
    public bool CanResend => State is MailState.Sent or MailState.Failed or MailState.Cancelled;

    public void Cancel(string why)
    {
        State = MailState.Cancelled;
        LastError = why;
    }
}

/// <summary>A file that goes with a mail; its content lies in the practice's file store.</summary>
[NotAudited("Made and sent with its mail, which is audited.")]
internal sealed class OutgoingAttachment
{
    public Guid Id { get; set; }
    public Guid MailId { get; set; }
    public string FileName { get; set; } = "";
    public string ContentType { get; set; } = "";
    public Guid FileId { get; set; }
    public long Length { get; set; }
}
