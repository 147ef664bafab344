namespace PracticeCms.Tenants;

/// <summary>
/// All practices of this host. Answers only in the default tenant, to whoever may manage tenants; elsewhere there are none. Each change is audited in
/// the default tenant with what was and what is.
/// </summary>
public interface ITenants
{
    IReadOnlyList<TenantInfo> List();

    TenantInfo? Find(string name);

    /// <summary>Names of the recipes that ship with the product.</summary>
    IReadOnlyList<(string Name, string Title)> Recipes { get; }

    /// <summary>ISO 4217 codes that a practice may use.</summary>
    IReadOnlyList<string> Currencies { get; }

    Task<Result<CreatedTenant>> CreateAsync(NewTenant request, CancellationToken ct = default);

    /// <summary>Ends sessions and background work; data stays.</summary>
    Task<Result> SuspendAsync(string name, CancellationToken ct = default);

    Task<Result> ResumeAsync(string name, CancellationToken ct = default);

    Task<Result> ChangeAsync(TenantChange change, CancellationToken ct = default);

    /// <summary>Irrevocable, after a sealed backup. The value is the backup's path; empty where none was made.</summary>
    Task<Result<string>> DeleteAsync(TenantDeletion request, CancellationToken ct = default);

    /// <summary>Each practice in a transaction of its own; one that fails does not touch the others.</summary>
    Task<Result<IReadOnlyList<TenantRecipeRun>>> RunRecipeAsync(string recipe, IReadOnlyList<string> tenants, bool dryRun, CancellationToken ct = default);

    /// <summary>Measures every running practice without starting it.</summary>
    Task GatherUsageAsync(CancellationToken ct = default);
}

/// <summary>One practice, as whoever hosts it sees it.</summary>
public sealed record TenantInfo(string Name, string PracticeName, TenantState State, IReadOnlyList<string> Hosts, string Prefix, Uri Address, DatabaseProvider Database)
{
    public bool IsDefault { get; init; }

    /// <summary>The configured address; empty where it follows from prefix and the product's default.</summary>
    public string ConfiguredAddress { get; init; } = "";

    /// <summary>The recipe it was made from; empty where that is not known.</summary>
    public string Recipe { get; init; } = "";

    /// <summary>Why its last start failed.</summary>
    public string? Failure { get; init; }
    public Instant? BackedUpAt { get; init; }

    /// <summary>Null until it was measured for the first time.</summary>
    public TenantUsage? Usage { get; init; }
}

/// <param name="At">When it was measured.</param>
/// <param name="StorageBytes">Database and files.</param>
/// <param name="Figures">What modules count, such as clients and users.</param>
/// <param name="LagSeconds">How long the oldest due work has waited.</param>
/// <param name="Failure">Why it could not be measured; the other figures are then of no meaning.</param>
public sealed record TenantUsage(
    Instant At, long StorageBytes, IReadOnlyDictionary<string, long> Figures, Instant? LastActivity, int LagSeconds, int OpenIncidents, string? Failure = null);

/// <summary>A number of a practice that whoever hosts it may know, such as how many clients it has. Counts only, never content.</summary>
public interface IUsageFigure
{
    /// <summary>Plural noun in small letters, such as <c>clients</c>.</summary>
    string Name { get; }

    Task<long> CountAsync(CancellationToken ct);
}

/// <summary>Told before a practice is suspended, in that practice: what people hold open ends here.</summary>
public interface IBeforeSuspend
{
    Task SuspendingAsync(CancellationToken ct);
}

/// <summary>The answers that a new practice needs. Its administrator is invited, unless a password is given.</summary>
public sealed record NewTenant(string Name, string PracticeName, string Recipe, string AdminEmail)
{
    public string AdminName { get; init; } = "";

    /// <summary>Null to invite.</summary>
    public string? AdminPassword { get; init; }
    public string Prefix { get; init; } = "";
    public IReadOnlyList<string> Hosts { get; init; } = [];
    public string Address { get; init; } = "";
    public string TimeZone { get; init; } = "Etc/UTC";
    public string Culture { get; init; } = "en-US";
    public string Currency { get; init; } = "USD";
    public bool Demo { get; init; }
    public DatabaseProvider Database { get; init; }
    public string ConnectionVariable { get; init; } = "";
    public Action<string> Progress { get; init; } = _ => { };
}

/// <param name="Changes">How many changes the recipe made.</param>
/// <param name="Invitation">The administrator's link, to be shown once; null where a password was given.</param>
public sealed record CreatedTenant(TenantInfo Tenant, int Changes, Uri? Invitation);

/// <summary>Null leaves a member as it is.</summary>
public sealed record TenantChange(string Name)
{
    public IReadOnlyList<string>? Hosts { get; init; }
    public string? Prefix { get; init; }
    public string? Address { get; init; }
}

/// <param name="TypedName">What the person typed to confirm; must be the name.</param>
public sealed record TenantDeletion(string Name, string TypedName)
{
    /// <summary>Accepts that nothing is kept, where there is no recovery key to seal a backup with.</summary>
    public bool WithoutBackup { get; init; }
}

/// <param name="Changes">In words; in a dry run, what would be changed.</param>
public sealed record TenantRecipeRun(string Tenant, bool Succeeded, IReadOnlyList<string> Changes, IReadOnlyList<string> Problems);
