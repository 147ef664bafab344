namespace PracticeCms.Records.Import;

/// <summary>An import's file and result hold rows of people, also of those who are erased later; after a week nobody mends rows any more.</summary>
[BackgroundTask(Schedule = "15 3 * * *", Description = "Removes imports with their files and results a week after the upload")]
internal sealed class RemoveOldImports(RecordsDb db, IFileStore files, IUnitOfWork unitOfWork, IClock clock) : IBackgroundTask
{
    private static readonly Duration Kept = Duration.FromDays(7);

    public async Task DoWorkAsync(CancellationToken ct)
    {
        var until = clock.GetCurrentInstant() - Kept;
        foreach (var import in await db.Imports.Where(i => i.UploadedAt <= until).Select(i => new { i.Id, i.FileId }).ToListAsync(ct))
        {
            await unitOfWork.RunAsync(
                async token =>
                {
                    await db.Imports.Where(i => i.Id == import.Id).ExecuteDeleteAsync(token);
                    await files.DeleteAsync(import.FileId, token);
                },
                ct);
        }
    }
}
