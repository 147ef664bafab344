namespace PracticeCms.Records.Documents;

/// <summary>Puts a file into a client's record, or takes it out again.</summary>
internal sealed class StoreDocument(RecordsDb db, IUnitOfWork unitOfWork, IFileStore files, IUploads uploads, ICurrentActor actor, IClock clock)
{
    public static readonly UploadRule Rule = new("File", 20 * 1024 * 1024, ".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx", ".txt", ".csv");

    /// <summary>A file and the form around it.</summary>
    public const int LargestRequest = 21 * 1024 * 1024;

    public sealed record Request(Guid ClientId, string FileName, string? ContentType, Stream Content);

    public async Task<Result<Guid>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (!await db.Clients.AnyAsync(c => c.Id == request.ClientId, ct))
        {
            return Problem.NotFound("The client");
        }

        var accepted = await uploads.AcceptAsync(new ReceivedFile(request.FileName, request.ContentType, request.Content), Rule, ct);
        return accepted.Problem is { } problem ? problem : await unitOfWork.RunAsync<Result<Guid>>(token => AddAsync(request.ClientId, accepted.Value, token), ct);
    }

    /// <summary>Deletes, or with <paramref name="deleted"/> false takes the deletion back.</summary>
    public Task<Result<Guid>> SetDeletedAsync(Guid clientId, Guid id, bool deleted, CancellationToken ct) =>
        unitOfWork.RunAsync<Result<Guid>>(
            async token =>
            {
                if (await db.Documents.FirstOrDefaultAsync(d => d.Id == id && d.ClientId == clientId, token) is not { } document)
                {
                    return Problem.NotFound("The document");
                }

                document.DeletedAt = deleted ? document.DeletedAt ?? clock.GetCurrentInstant() : null;
                return document.Id;
            },
            ct);

    private async Task<Result<Guid>> AddAsync(Guid clientId, AcceptedFile file, CancellationToken ct)
    {
        var stored = await files.SaveAsync(file.Content, clientId, ct);
        var document = new ClientDocument
        {
            Id = Ids.New(),
            ClientId = clientId,
            FileName = file.FileName,
            ContentType = file.ContentType,
            Length = stored.Length,
            Sha256 = stored.Sha256,
            FileId = stored.Id,
            UploadedAt = clock.GetCurrentInstant(),
            UploadedBy = actor.DisplayName,
        };
        db.Documents.Add(document);
        return document.Id;
    }
}
