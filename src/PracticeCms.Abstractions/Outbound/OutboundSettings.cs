using PracticeCms.Settings;

namespace PracticeCms.Outbound;

/// <summary>How much may leave the practice, and whether anything may. Whatever sends asks it before each message.</summary>
public sealed class OutboundSettings : ICheckedSettings
{
    private const int Most = 1_000_000;

    public bool IsPaused { get; set; }

    /// <summary>Why nothing leaves; shown to all staff while it is so.</summary>
    public string PauseReason { get; set; } = "";

    /// <summary>Messages that may begin to leave in one hour (UTC); what is beyond it is held for a person.</summary>
    public int MessagesAnHour { get; set; } = 5_000;

    /// <summary>The same for a day (UTC).</summary>
    public int MessagesADay { get; set; } = 20_000;

    public Check Faults() => new Check()
        .That(MessagesAnHour is > 0 and <= Most, nameof(MessagesAnHour), "Give a number from 1 to 1,000,000. To send nothing, pause.")
        .That(MessagesADay is > 0 and <= Most, nameof(MessagesADay), "Give a number from 1 to 1,000,000. To send nothing, pause.")
        .That(MessagesADay >= MessagesAnHour, nameof(MessagesADay), "A day must hold what an hour may.");
}
