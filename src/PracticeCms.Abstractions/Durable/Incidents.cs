namespace PracticeCms.Durable;

/// <summary>Background work that has stopped and waits for a person.</summary>
/// <param name="Kind">Of the work, such as <c>mail</c>.</param>
/// <param name="Sentence">What happened, without a client's data.</param>
/// <param name="Outcome">retried, skipped, or null while it waits.</param>
/// <param name="Reason">Why it may be left undone.</param>
public sealed record IncidentInfo(Guid Id, string Kind, string Sentence, Instant RaisedAt, Instant? ResolvedAt, string? Outcome, string? Reason);

public sealed record IncidentPage(IReadOnlyList<IncidentInfo> Incidents, int Total, int Open);

/// <summary>Lists and settles incidents. The caller asks for the permission.</summary>
public interface IIncidents
{
    /// <summary>Open ones first, then the newest. Pages begin at 1.</summary>
    Task<IncidentPage> ListAsync(bool onlyOpen, int page, int pageSize, CancellationToken ct = default);

    /// <summary>Has the work done once more, with its attempts counted from the start.</summary>
    Task<Result> RetryAsync(Guid id, CancellationToken ct = default);

    /// <summary>Leaves the work undone, for a reason.</summary>
    Task<Result> SkipAsync(Guid id, string? reason, CancellationToken ct = default);
}
