namespace PracticeCms.Messaging.Outgoing;

internal enum MailState
{
    /// <summary>In the outbox; sent as soon as its time has come and the server answers.</summary>
    Waiting,

    /// <summary>Kept back by a pause, which lets it go when it ends, or by the send budget, until a person decides.</summary>
    Held,
    Sent,

    /// <summary>The server refused it for good.</summary>
    Failed,

    /// <summary>Taken back, or too late to be of use.</summary>
    Cancelled,
}

internal enum HeldFor
{
    Pause,
    Budget,
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

    /// <summary>It carries a link that makes whoever reads it its receiver.</summary>
    public bool IsPersonal { get; set; }
    public MailState State { get; set; }
    public HeldFor? HeldFor { get; set; }

    /// <summary>It has its place in the send budget, or a person let it go without one.</summary>
    public bool HasBudget { get; set; }
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

    /// <summary>Of the work that sends it; what is left of an earlier round sends nothing.</summary>
    public string OutboxKey => Rounds == 0 ? $"mail:{Key}" : $"mail:{Key}#{Rounds}";

    public bool CanCancel => State is MailState.Waiting or MailState.Held;
    public bool CanResend => State is MailState.Sent or MailState.Failed or MailState.Cancelled;

    public void Cancel(string why)
    {
        State = MailState.Cancelled;
        HeldFor = null;
        LastError = why;
    }

    public void Hold(HeldFor why)
    {
        State = MailState.Held;
        HeldFor = why;
        LastError = why == Outgoing.HeldFor.Pause ? "Held: outgoing messages are paused." : "Held: the send budget was used up.";
    }

    /// <summary>Makes it ready for another round of the outbox.</summary>
    public void GoOn()
    {
        Rounds++;
        State = MailState.Waiting;
        HeldFor = null;
        LastError = null;
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
