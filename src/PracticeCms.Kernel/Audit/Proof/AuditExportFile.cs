using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// A whole log in one file, to be verified anywhere: a JSON object a line. The first names the log, the columns and the public keys; then an
/// object an event, and the checkpoints with where they were kept.
/// </summary>
internal static class AuditExportFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private sealed record Head(int PracticeAudit, string Tenant, Guid Log, IReadOnlyList<string> Columns, IReadOnlyList<string> Keys, long Written, long Waiting, long Lost);

    private sealed record Line(long? Sequence, byte[]? Hash, IReadOnlyList<string?>? Event, string? Checkpoint, string? Copy);

    /// <returns>How many events were written.</returns>
    public static async Task<long> WriteAsync(Stream stream, string tenant, AuditCopy copy, IReadOnlyList<string> keys, CancellationToken ct)
    {
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync(JsonSerializer.Serialize(new Head(1, tenant, copy.Log, EventRow.Columns, keys, copy.Written, copy.Waiting, copy.Lost), Json));
        var count = 0L;
        await foreach (var entry in copy.Entries.WithCancellation(ct))
        {
            await writer.WriteLineAsync(JsonSerializer.Serialize(new Line(entry.Sequence, entry.Hash, entry.Event, null, null), Json));
            count++;
        }

        foreach (var note in copy.Checkpoints)
        {
            await writer.WriteLineAsync(JsonSerializer.Serialize(new Line(null, null, null, note, null), Json));
        }

        foreach (var (place, notes) in copy.Copies)
        {
            foreach (var note in notes ?? [])
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize(new Line(null, null, null, note, place), Json));
            }
        }

        return count;
    }

    /// <summary>Reads it back, or null where the file is no export. Its own keys are not believed: whoever verifies brings those they trust.</summary>
    public static async Task<AuditCopy?> ReadAsync(string file, CancellationToken ct)
    {
        try
        {
            var lines = File.ReadLinesAsync(file, ct);
            Head? head = null;
            var (checkpoints, copies) = (new List<string>(), new Dictionary<string, IReadOnlyList<string>?>());
            await foreach (var line in lines)
            {
                if (head is null)
                {
                    head = JsonSerializer.Deserialize<Head>(line, Json);
                }
                else if (line.StartsWith("{\"checkpoint\"", StringComparison.Ordinal) && JsonSerializer.Deserialize<Line>(line, Json) is { Checkpoint: { } note } known)
                {
                    var notes = known.Copy is null ? checkpoints : (List<string>)(copies.TryGetValue(known.Copy, out var there) ? there! : copies[known.Copy] = new List<string>());
                    notes.Add(note);
                }
            }

            return head is { PracticeAudit: 1, Columns: not null } && head.Columns.SequenceEqual(EventRow.Columns)
                ? new AuditCopy(head.Log, EntriesAsync(file, ct), null, checkpoints, copies, head.Written, head.Waiting, head.Lost)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async IAsyncEnumerable<AuditEntryCopy> EntriesAsync(string file, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in File.ReadLinesAsync(file, ct))
        {
            if (line.StartsWith("{\"sequence\"", StringComparison.Ordinal) && Parse(line) is { Sequence: { } sequence } entry)
            {
                yield return new AuditEntryCopy(sequence, entry.Hash ?? [], entry.Event?.ToArray());
            }
        }
    }

    /// <summary>Null where somebody has made the line unreadable: its event is missing then, which fails the proof instead of the program.</summary>
    private static Line? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
