namespace PracticeCms.Records.Documents;

/// <summary>A file in a client's record. Deleting hides it, so that it can be taken back.</summary>
[AuditName("Document")]
internal sealed class ClientDocument : IClientRecord, IVersioned
{
    public required Guid Id { get; init; }
    public long Version { get; set; }
    public required Guid ClientId { get; init; }
    public required string FileName { get; init; }
    public required string ContentType { get; init; }
    public long Length { get; init; }
    public required string Sha256 { get; init; }
    public required Guid FileId { get; init; }
    public Instant UploadedAt { get; init; }
    public required string UploadedBy { get; init; }
    public Instant? DeletedAt { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;
}
