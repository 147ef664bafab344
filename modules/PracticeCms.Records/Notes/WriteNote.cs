namespace PracticeCms.Records.Notes;

/// <summary>Writes, edits and signs notes. Texts are encrypted before they reach the database.</summary>
internal sealed class WriteNote(RecordsDb db, IUnitOfWork unitOfWork, IClientCipher cipher, ICurrentActor actor, IAuditTrail audit, IClock clock)
{
    public const int LongestBody = 20_000;

    /// <param name="NoteId">The draft to change; null writes a new one.</param>
    /// <param name="AddendumTo">The signed note that the new one completes.</param>
    public sealed record Request(Guid ClientId, string Body, bool Sign, Guid? NoteId = null, long? Version = null, Guid? AddendumTo = null);

    public Task<Result<Guid>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var body = request.Body.Trim();
        var check = new Check()
            .That(body.Length > 0, "Body", "Write something first.")
            .That(body.Length <= LongestBody, "Body", "A note has at most 20,000 characters.");
        return check.Failed
            ? Task.FromResult<Result<Guid>>(check.ToProblem())
            : unitOfWork.RunAsync(token => request.NoteId is { } id ? EditAsync(id, body, request, token) : AddAsync(body, request, token), ct);
    }

    public Task<Result<Guid>> SignAsync(Guid clientId, Guid noteId, CancellationToken ct) =>
        unitOfWork.RunAsync<Result<Guid>>(
            async token =>
            {
                if (await FindAsync(clientId, noteId, token) is not { } note)
                {
                    return Problem.NotFound("The note");
                }

                if (note.SignedAt is not null)
                {
                    return note.Id;
                }

                if (note.AuthorId != actor.UserId)
                {
                    return Problem.Conflict("note-of-another", "A draft is signed by its author alone.");
                }

                Sign(note);
                return note.Id;
            },
            ct);

    /// <summary>Null where the client was erased.</summary>
    public Task<string?> ReadAsync(Note note, CancellationToken ct = default) => cipher.OpenAsync(note.ClientId, note.BodySealed, Body(note), ct);

    internal static SealedField Body(Note note) => new("Note", note.Id, "Body");

    private async Task<Result<Guid>> AddAsync(string body, Request request, CancellationToken ct)
    {
        if (!await db.Clients.AnyAsync(c => c.Id == request.ClientId, ct))
        {
            return Problem.NotFound("The client");
        }

        if (request.AddendumTo is { } parent && !await db.Notes.AnyAsync(n => n.Id == parent && n.ClientId == request.ClientId && n.SignedAt != null, ct))
        {
            return Problem.Conflict("note-not-signed", "Only a signed note takes an addendum.");
        }

        var note = new Note
        {
            Id = Ids.New(),
            ClientId = request.ClientId,
            AddendumTo = request.AddendumTo,
            AuthorId = actor.UserId,
            AuthorName = actor.DisplayName,
            CreatedAt = clock.GetCurrentInstant(),
        };
        await WriteAsync(note, body, request.Sign, ct);
        db.Notes.Add(note);
        return note.Id;
    }

    private async Task<Result<Guid>> EditAsync(Guid id, string body, Request request, CancellationToken ct)
    {
        if (await FindAsync(request.ClientId, id, ct) is not { } note)
        {
            return Problem.NotFound("The note");
        }

        if (note.SignedAt is not null)
        {
            return Problem.Conflict("note-locked", "This note is signed. Add an addendum instead.");
        }

        if (note.AuthorId != actor.UserId)
        {
            return Problem.Conflict("note-of-another", "A draft is edited by its author alone.");
        }

        if (request.Version is { } version && version != note.Version)
        {
            return Problem.Conflict("stale-note", "This draft was changed in another window. Your text is still here; compare before you save.");
        }

        await WriteAsync(note, body, request.Sign, ct);
        return note.Id;
    }

    private Task<Note?> FindAsync(Guid clientId, Guid id, CancellationToken ct) =>
        db.Notes.FirstOrDefaultAsync(n => n.Id == id && n.ClientId == clientId, ct);

    private async Task WriteAsync(Note note, string body, bool sign, CancellationToken ct)
    {
        note.BodySealed = await cipher.SealAsync(note.ClientId, body, Body(note), ct);
        note.UpdatedAt = clock.GetCurrentInstant();
        if (sign)
        {
            Sign(note);
        }
    }

    private void Sign(Note note)
    {
        note.SignedAt = clock.GetCurrentInstant();
        note.SignedBy = actor.DisplayName;
        audit.Record(CheckSignedNotes.Action, nameof(Note), note.ClientId, note.Id, CheckSignedNotes.Mark(note));
    }
}
