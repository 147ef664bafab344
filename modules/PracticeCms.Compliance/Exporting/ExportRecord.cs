using PracticeCms.Records.Contracts;

namespace PracticeCms.Compliance.Exporting;

/// <summary>All that the practice keeps of a client as one file, for the person it is about. Who makes it puts in what they may see, and the file says what is missing.</summary>
internal sealed class ExportRecord(ComplianceDb db, IClients clients, IFeatureServices<IExportsClients> modules, ICurrentActor actor, IAuditTrail audit, IVocabulary words)
{
    public sealed record Extract(ClientSummary Client, IReadOnlyList<RecordFile> Files, IReadOnlyList<string> LeftOut);

    public IReadOnlyList<RecordPart> Parts => [.. modules.SelectMany(m => m.GetParts())];

    /// <summary>Reads everything but the contents of files, so that the audit has it before the first byte leaves.</summary>
    public async Task<Result<Extract>> ReadAsync(Guid id, CancellationToken ct)
    {
        if (await clients.FindAsync(id, ct) is not { IsErased: false } client)
        {
            return Problem.NotFound(words["Client"]);
        }

        db.RefuseReadOnly(id);
        var (files, leftOut) = (new List<RecordFile>(), new List<string>());
        foreach (var part in Parts)
        {
            if (actor.Can(part.Permission))
            {
                files.AddRange(await part.ReadAsync(id, ct));
            }
            else
            {
                leftOut.Add(part.Name);
            }
        }

        await audit.RecordNowAsync("exported", "Record", id, reason: leftOut.Count > 0 ? "without " + string.Join(", ", leftOut) : null, ct: ct);
        return new Extract(client, files, leftOut);
    }
}
