namespace PracticeCms.Records.Notes;

/// <summary>A text about a client. A draft may be edited; a signed one is locked, and grows by addenda alone.</summary>
internal sealed class Note : IClientRecord, IVersioned
{
    public required Guid Id { get; init; }
    public long Version { get; set; }
    public required Guid ClientId { get; init; }

    /// <summary>The signed note that this one completes.</summary>
    public Guid? AddendumTo { get; init; }
    public string BodySealed { get; set; } = "";
    public Guid? AuthorId { get; init; }
    public required string AuthorName { get; init; }
    public Instant CreatedAt { get; init; }
    public Instant UpdatedAt { get; set; }
    public Instant? SignedAt { get; set; }
    public string? SignedBy { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;
}
