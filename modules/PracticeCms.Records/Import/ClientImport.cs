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

    /// <summary>The only one who may open it: its rows may be about people whom others do not see.</summary>
    public Guid? UploaderId { get; init; }

    /// <summary>Field by header; a header that is left out is missing.</summary>
    [JsonColumn]
    public string Mapping { get; set; } = "{}";

    /// <summary>The last <see cref="ImportResult"/>.</summary>
    [JsonColumn]
    public string? Result { get; set; }
    public Instant? CommittedAt { get; set; }
}

internal static class OwnImports
{
    /// <summary>Of nobody where nobody is signed in.</summary>
    public static IQueryable<ClientImport> ImportsOf(this RecordsDb db, ICurrentActor actor) =>
        actor.UserId is { } user ? db.Imports.AsNoTracking().Where(i => i.UploaderId == user) : db.Imports.AsNoTracking().Where(i => false);
}
