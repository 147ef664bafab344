namespace PracticeCms.Records.Documents;

/// <summary>Puts the files of documents under their clients' keys, in the order of their ids, as far as they are not there yet.</summary>
internal sealed class MoveDocuments(RecordsDb db, IUnitOfWork unitOfWork, IFileStore files) : IMovesUnderClients
{
    private Guid last;

    public Task<int> MoveAsync(int most, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            var next = await db.Documents.IgnoreQueryFilters().Where(d => d.Id > last).OrderBy(d => d.Id).Take(most).Select(d => new { d.Id, d.FileId, d.ClientId }).ToListAsync(token);
            foreach (var document in next)
            {
                await files.MoveUnderAsync(document.FileId, document.ClientId, token);
                last = document.Id;
            }

            return next.Count;
        },
        ct);
}
