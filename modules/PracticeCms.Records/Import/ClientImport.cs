namespace PracticeCms.Records.Import;

/// <summary>An uploaded file of clients on its way in: mapped, tried, committed.</summary>
internal sealed class ClientImport : IVersioned
{
    public required Guid Id { get; init; }
    public long Version { get; set; }
    public required string FileName { get; init; }
    public required Guid FileId { get; init; }
    public Instant UploadedAt { get; init; }
    public required string UploadedBy { get; init; }

    /// <summary>Field by header; a header that is left out is missing.</summary>
    [JsonColumn]
    public string Mapping { get; set; } = "{}";

    /// <summary>The last <see cref="ImportResult"/>.</summary>
    [JsonColumn]
    public string? Result { get; set; }
    public Instant? CommittedAt { get; set; }
}
