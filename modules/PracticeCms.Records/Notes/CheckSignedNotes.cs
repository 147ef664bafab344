using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Records.Notes;

/// <summary>
/// A signed note's hash stands in the audit, which nobody changes unseen. So what somebody changes in the database, or takes out of it, with every lock there taken off, is
/// found within a day. Of the text as it is sealed: it says nothing, and an erasure leaves it.
/// </summary>
[BackgroundTask(Schedule = "45 3 * * *", Description = "Compares signed notes with what the audit says was signed")]
internal sealed class CheckSignedNotes(RecordsDb db, IAuditLog log) : IBackgroundTask
{
    public const string Action = "signed";
    private const int PageSize = 5_000;

    public static string Mark(Note note) => Mark(note.BodySealed);

    public async Task DoWorkAsync(CancellationToken ct)
    {
        var signed = await SignedAsync(ct);
        var wrong = 0;
        await foreach (var note in db.Notes.IgnoreQueryFilters().Where(n => n.SignedAt != null).Select(n => new { n.Id, n.BodySealed }).AsAsyncEnumerable().WithCancellation(ct))
        {
            // What was signed before hashes were kept has none.
            wrong += signed.Remove(note.Id, out var mark) && mark != Mark(note.BodySealed) ? 1 : 0;
        }

        if (wrong + signed.Count > 0)
        {
            throw new PermanentFailureException($"Of the signed notes {wrong} are not what was signed, and {signed.Count} are gone. The audit has who signed what; a backup has the notes.");
        }
    }

    private async Task<Dictionary<Guid, string>> SignedAsync(CancellationToken ct)
    {
        var signed = new Dictionary<Guid, string>();
        for (var page = 1; ; page++)
        {
            var events = (await log.SearchAsync(new AuditQuery(Action: Action, Kind: nameof(Note), Page: page, PageSize: PageSize), ct)).Entries;
            foreach (var entry in events.Where(e => e.Reason is not null))
            {
                signed[entry.EntityId!.Value] = entry.Reason!;
            }

            if (events.Count < PageSize)
            {
                return signed;
            }
        }
    }

    private static string Mark(string bodySealed) => "SHA-256 " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bodySealed)));
}
