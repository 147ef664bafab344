namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>A place in the sequence as it is stored.</summary>
/// <param name="Event">The event's fields, or null where it is gone.</param>
internal sealed record AuditEntryCopy(long Sequence, byte[] Hash, string?[]? Event);

/// <summary>Everything that a verification looks at, from a database at one moment or from an export.</summary>
/// <param name="Entries">By sequence.</param>
/// <param name="Tiles">Null where an export leaves them out: they follow from the events.</param>
/// <param name="Checkpoints">Notes in the database.</param>
/// <param name="Copies">Notes outside of it, by the place they are in; null where nothing is there.</param>
/// <param name="Written">All events, sealed or not.</param>
/// <param name="Waiting">Those that wait for their place.</param>
/// <param name="Lost">Places in the queue whose event is gone.</param>
internal sealed record AuditCopy(
    Guid Log,
    IAsyncEnumerable<AuditEntryCopy> Entries,
    IReadOnlyDictionary<(int Level, long Number), byte[]>? Tiles,
    IReadOnlyList<string> Checkpoints,
    IReadOnlyDictionary<string, IReadOnlyList<string>?> Copies,
    long Written,
    long Waiting,
    long Lost)
{
    /// <summary>Places where the notes begin anew although the log does not say that it was restored.</summary>
    public IReadOnlyList<string> BegunAnew { get; init; } = [];
}

/// <param name="Sequence">The first event that it concerns, where that can be said.</param>
internal sealed record AuditFault(long? Sequence, string What);

/// <param name="ProvenTo">Up to this event a signed checkpoint vouches for everything.</param>
internal sealed record AuditVerdict(Guid Log, long Size, long ProvenTo, Instant? ProvenAt, long Waiting, IReadOnlyList<AuditFault> Faults)
{
    public bool IsIntact => Faults.Count == 0;

    public long? FirstBad => Faults.Min(f => f.Sequence);
}
