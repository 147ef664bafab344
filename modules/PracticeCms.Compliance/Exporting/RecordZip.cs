using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Compliance.Exporting;

/// <summary>The file that is handed out: what was read, a text that says what is in it, and a manifest by which a change is found. Streamed, so that it lies nowhere on the way.</summary>
internal sealed class RecordZip(ITenant tenant, ICurrentActor actor, IClock clock)
{
    private const string ReadMe = "README.txt";

    public async Task WriteAsync(ExportRecord.Extract extract, Stream to, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: Encoding.UTF8, ct);
        var (written, missing) = (new List<object>(), new List<string>());
        foreach (var file in extract.Files.Prepend(RecordFile.Of(ReadMe, Encoding.UTF8.GetBytes(Words(extract)))))
        {
            await using var content = await file.OpenAsync(ct);
            if (content is null)
            {
                missing.Add(file.Path);
                continue;
            }

            written.Add(await AddAsync(zip, file.Path, content, now, ct));
        }

        var manifest = RecordFile.Json("manifest.json", new
        {
            Format = "practicecms-record", FormatVersion = 1, Practice = tenant.PracticeName, Client = extract.Client.Number, ExportedAt = now, ExportedBy = actor.DisplayName,
            extract.LeftOut, Missing = missing, Files = written,
        });
        await using var last = await manifest.OpenAsync(ct);
        await AddAsync(zip, manifest.Path, last!, now, ct);
    }

    private async Task<object> AddAsync(ZipArchive zip, string path, Stream content, Instant at, CancellationToken ct)
    {
        var entry = zip.CreateEntry(path, CompressionLevel.Fastest);
        entry.LastWriteTime = at.InZone(tenant.Zone).ToDateTimeOffset();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(81_920);
        var bytes = 0L;
        try
        {
            await using var into = await entry.OpenAsync(ct);
            int read;
            while ((read = await content.ReadAsync(buffer, ct)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await into.WriteAsync(buffer.AsMemory(0, read), ct);
                bytes += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        return new { Path = path, Bytes = bytes, Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()) };
    }

    private string Words(ExportRecord.Extract extract) => string.Join("\r\n",
    [
        $"{tenant.PracticeName}: the record of {extract.Client.DisplayName} ({extract.Client.Number})",
        "",
        "Each .json file is text that any program reads; documents, invoices and attachments of mails are the files themselves.",
        "Times are in UTC. Amounts are in the smallest unit of their currency, such as cents.",
        "manifest.json names every file with its size and its SHA-256, by which a change is found.",
        .. extract.LeftOut.Count > 0 ? [$"Not in this file, because whoever made it may not see it: {string.Join(", ", extract.LeftOut)}. Ask the practice for it."] : (string[])[],
        "",
    ]);
}
