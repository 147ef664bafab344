namespace PracticeCms.Records.Contracts;

/// <summary>What other modules show of a client.</summary>
/// <param name="Number">The practice's own client number, such as C-00042.</param>
public sealed record ClientSummary(Guid Id, string Number, string DisplayName, string? Email, string? Phone, LocalDate? BirthDate)
{
    /// <summary>The name is a tombstone; nothing can be added to the record.</summary>
    public bool IsErased { get; init; }
}

/// <summary>The data of a client that a booking or an import brings.</summary>
public sealed record NewClient(string GivenName, string FamilyName, string? Email, string? Phone)
{
    /// <summary>Set for organisations; then the names are those of the person to talk to.</summary>
    public string? OrganizationName { get; init; }
    public LocalDate? BirthDate { get; init; }
}

public interface IClients
{
    /// <summary>Null also where the actor may not see the client. Audited as a read.</summary>
    Task<ClientSummary?> FindAsync(Guid id, CancellationToken ct = default);

    /// <summary>Those of the ids that the actor may see, in one query. Audited as a list.</summary>
    Task<IReadOnlyDictionary<Guid, ClientSummary>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct = default);

    /// <summary>By name, phone, e-mail, number or birth date; audited as a list.</summary>
    Task<IReadOnlyList<ClientSummary>> SearchAsync(string query, int limit, CancellationToken ct = default);

    /// <summary>Whether there is such a client at all, whoever asks. Tells nothing else of it; the caller records that it asked.</summary>
    Task<bool> ExistsAsync(Guid id, CancellationToken ct = default);

    /// <summary>Creates a client in the running unit of work. Field errors are named after the members of <see cref="NewClient"/>.</summary>
    Task<Result<Guid>> CreateAsync(NewClient client, CancellationToken ct = default);

    /// <summary>
    /// The client with the same e-mail (or phone) and family name, else a new one; used by public booking, which must not reveal
    /// whether it was there.
    /// </summary>
    Task<Result<Guid>> FindOrCreateAsync(NewClient client, CancellationToken ct = default);
}

public sealed record ClientCreated(Guid ClientId) : IDomainEvent;

public sealed record ClientUpdated(Guid ClientId) : IDomainEvent;

/// <summary>A tab on the client's page: a Razor component with a <c>Guid ClientId</c> parameter.</summary>
public sealed record ClientTab(string Key, string Title, Type Component, Permission Permission, int Position)
{
    /// <summary>Cascades to the tab's component: whether the record was opened in an emergency, so that no change of it is offered.</summary>
    public const string IsReadOnly = "IsReadOnly";
}

public interface IClientTabProvider
{
    IEnumerable<ClientTab> GetTabs();
}

/// <summary>Lines of the client's one timeline.</summary>
public interface ITimelineSource
{
    Permission Permission { get; }
    Task<IReadOnlyList<TimelineEntry>> GetAsync(Guid clientId, int limit, CancellationToken ct);
}

/// <param name="Url">Relative to the practice's base; null where there is nothing to open.</param>
public sealed record TimelineEntry(Instant At, string Icon, string Title, string? Detail, string? Url);

/// <summary>A button in the header of the client's page, such as New invoice.</summary>
public sealed record ClientAction(string Text, string Icon, Func<Guid, string> Url, Permission Permission, int Position);

public interface IClientActionProvider
{
    IEnumerable<ClientAction> GetActions();
}

/// <summary>What is offered where a record is not there for the actor, such as opening it in an emergency.</summary>
public interface IHiddenClientActionProvider
{
    IEnumerable<ClientAction> GetActions();
}
