namespace PracticeCms.Secrets;

public enum ErasureOutcome
{
    Erased,

    /// <summary>A duty keeps it, until a day.</summary>
    Kept,

    /// <summary>Nothing can be erased before this is settled.</summary>
    Refuses,
}

/// <summary>What becomes of one class of a client's data, and why.</summary>
/// <param name="Data">Such as <c>Issued invoices</c>; no text of the client.</param>
public sealed record ErasureDecision(string Data, ErasureOutcome Outcome, string Why = "", LocalDate? Until = null);

/// <summary>What a module keeps of clients, and how it forgets one. Also asked of modules that are switched off but have tables.</summary>
public interface IErasesClients
{
    Task<IReadOnlyList<ErasureDecision>> DecideAsync(Guid client, CancellationToken ct);

    /// <summary>
    /// In the running unit of work: overwrites what stands in the clear. Sealed texts die with the client's key, and the client's files are removed
    /// for it. May run again, when a backup from before the erasure is restored.
    /// </summary>
    Task EraseAsync(Guid client, Instant at, CancellationToken ct);

    /// <summary>What a duty still keeps of these clients, who were erased; of each client once.</summary>
    Task<IReadOnlyList<KeptData>> KeptAsync(IReadOnlyCollection<Guid> erased, CancellationToken ct) => Task.FromResult<IReadOnlyList<KeptData>>([]);

    /// <summary>In the running unit of work, when the day is over: overwrites what was kept of the client.</summary>
    Task EraseKeptAsync(Guid client, Instant at, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>What is kept of a client who was erased, up to and with a day; the night after it is erased.</summary>
public sealed record KeptData(Guid Client, string Data, LocalDate Until);

public interface IKeptOfErased
{
    /// <summary>All that is still kept, what goes next first.</summary>
    Task<IReadOnlyList<KeptData>> ListAsync(CancellationToken ct = default);
}

public sealed record ErasureRecord(Guid Client, Instant At, string By, string Reason, IReadOnlyList<ErasureDecision> Decisions);

public interface IErasure
{
    /// <summary>What an erasure would do today.</summary>
    Task<IReadOnlyList<ErasureDecision>> PlanAsync(Guid client, CancellationToken ct = default);

    /// <summary>Destroys the client's key and what stands in the clear, for good. A conflict where a decision refuses, or it was done before.</summary>
    Task<Result<ErasureRecord>> EraseAsync(Guid client, string reason, CancellationToken ct = default);

    /// <summary>Null where the client was not erased.</summary>
    Task<ErasureRecord?> FindAsync(Guid client, CancellationToken ct = default);
}

/// <summary>The words of a tombstone: it stands where a name stood.</summary>
public static class Tombstone
{
    public static string Of(Instant at) => $"Erased on {NodaTime.Text.LocalDatePattern.Iso.Format(at.InUtc().Date)}";
}
