namespace PracticeCms.Health;

public enum HealthState
{
    Ok,

    /// <summary>Works, and should not stay so.</summary>
    Warning,
    Failed,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do; null where nothing is to be done.</param>
public sealed record HealthFinding(string Check, HealthState State, string Detail, string? Remedy = null)
{
    public static HealthFinding Ok(string check, string detail) => new(check, HealthState.Ok, detail);

    public static HealthFinding Warning(string check, string detail, string remedy) => new(check, HealthState.Warning, detail, remedy);

    public static HealthFinding Failed(string check, string detail, string remedy) => new(check, HealthState.Failed, detail, remedy);
}

/// <summary>Looks at something of a running practice; registered as a feature's service. It holds no client's data in what it says.</summary>
public interface IHealthCheck
{
    Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken ct = default);
}

/// <summary>Everything that <c>doctor</c> and the page of health look at.</summary>
public interface IHealth
{
    /// <summary>The machine and the installation, which all practices share.</summary>
    Task<IReadOnlyList<HealthFinding>> OfHostAsync(CancellationToken ct = default);

    /// <summary>The practice of this scope. A check that breaks is a finding itself.</summary>
    Task<IReadOnlyList<HealthFinding>> OfPracticeAsync(CancellationToken ct = default);
}
