namespace PracticeCms.Records.Erasure;

/// <summary>How long the practice has to keep what it knows of a client; 0 for no duty.</summary>
internal sealed class RecordRetentionSettings : ICheckedSettings
{
    /// <summary>Years after the last signed note in which a record must not be erased.</summary>
    public int NoteYears { get; set; }

    public Check Faults() => new Check().That(NoteYears is >= 0 and <= 100, nameof(NoteYears), "Choose between 0 and 100 years.");
}
