namespace PracticeCms.Kernel.Backups;

/// <summary>The database file in a folder that becomes the tenant's.</summary>
internal sealed class SqliteTarget(string path) : IDatabaseTarget
{
    public async Task<BackupPart> TakeAsync(BackupEntry entry, CancellationToken ct)
    {
        if (entry.Name != SqliteSource.Part)
        {
            throw new InvalidDataException($"The backup has a part '{entry.Name}' that a SQLite database does not have.");
        }

        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var part = await entry.CopyToAsync(file, ct);
        file.Flush(flushToDisk: true);
        return part;
    }

    public Task<IReadOnlyList<TableDigest>> FinishAsync(CancellationToken ct) => Task.Run(
        () =>
        {
            SqliteTables.Check(path);
            using var connection = SqliteTables.Open(path);
            return SqliteTables.Digest(connection, ct);
        },
        ct);

    /// <summary>The file goes where its folder goes.</summary>
    public void Keep()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
