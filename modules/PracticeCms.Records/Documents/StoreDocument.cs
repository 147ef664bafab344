namespace PracticeCms.Records.Documents;

/// <summary>Puts a file into a client's record, or takes it out again.</summary>
internal sealed class StoreDocument(RecordsDb db, IUnitOfWork unitOfWork, IFileStore files, ICurrentActor actor, IClock clock)
{
    public sealed record Request(Guid ClientId, string FileName, string? ContentType, long Length, Stream Content);

    public async Task<Result<Guid>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (!await db.Clients.AnyAsync(c => c.Id == request.ClientId, ct))
        {
            return Problem.NotFound("The client");
        }

        var name = CleanName(request.FileName);
        var head = new byte[4096];
        var read = await request.Content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        var (type, error) = DocumentType.Of(name, request.ContentType, head.AsSpan(0, read));
        var check = new Check()
            .That(request.Length > 0, "File", "The file is empty.")
            .That(request.Length <= DocumentType.LargestLength, "File", "The file is larger than 20 MB.")
            .That(error is null, "File", error ?? "");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        request.Content.Position = 0;
        return await unitOfWork.RunAsync<Result<Guid>>(token => AddAsync(request, name, type!, token), ct);
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

    private async Task<Result<Guid>> AddAsync(Request request, string name, DocumentType type, CancellationToken ct)
    {
        var stored = await files.SaveAsync(request.Content, ct);
        var document = new ClientDocument
        {
            Id = Ids.New(),
            ClientId = request.ClientId,
            FileName = name,
            ContentType = type.ContentType,
            Length = stored.Length,
            Sha256 = stored.Sha256,
            FileId = stored.Id,
            UploadedAt = clock.GetCurrentInstant(),
            UploadedBy = actor.DisplayName,
        };
        db.Documents.Add(document);
        return document.Id;
    }

    // A browser may send a path; a name may hold anything. What is kept can be printed and fits a header.
    private static string CleanName(string fileName)
    {
        var name = string.Concat(fileName.Split('/', '\\')[^1].Where(c => !char.IsControl(c) && !"\"<>:|?*".Contains(c, StringComparison.Ordinal))).Trim();
        return name.Length <= 150 ? name : name[..100] + Path.GetExtension(name);
    }
}
