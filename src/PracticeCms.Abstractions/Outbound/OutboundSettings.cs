namespace PracticeCms.Outbound;

/// <summary>How much may leave the practice, and whether anything may. Whatever sends asks it before each message.</summary>
public sealed class OutboundSettings
{
    public bool IsPaused { get; set; }

    /// <summary>Why nothing leaves; shown to all staff while it is so.</summary>
    public string PauseReason { get; set; } = "";

    /// <summary>Messages that may begin to leave in one hour (UTC); what is beyond it is held for a person.</summary>
    public int MessagesAnHour { get; set; } = 5_000;

    /// <summary>The same for a day (UTC).</summary>
    public int MessagesADay { get; set; } = 20_000;
}
