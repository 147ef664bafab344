namespace PracticeCms.Records.Notes;

/// <summary>Puts texts under their clients' keys. The database admits this one change of a signed note, and no other.</summary>
internal sealed class MoveNotes(RecordsDb db, IUnitOfWork unitOfWork, IClientCipher cipher) : IMovesUnderClients
{
    public Task<int> MoveAsync(int most, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            var notes = await db.Notes.IgnoreQueryFilters().AsNoTracking().Where(n => n.BodySealed.StartsWith("v")).OrderBy(n => n.Id).Take(most).ToListAsync(token);
            foreach (var note in notes)
            {
                var text = await cipher.OpenAsync(note.ClientId, note.BodySealed, WriteNote.Body(note), token);
                var moved = await cipher.SealAsync(note.ClientId, text!, WriteNote.Body(note), token);
                await db.Notes.IgnoreQueryFilters().Where(n => n.Id == note.Id && n.BodySealed == note.BodySealed).ExecuteUpdateAsync(s => s.SetProperty(n => n.BodySealed, moved), token);
            }

            return notes.Count;
        },
        ct);
}
