namespace PracticeCms.Tenants;

public enum TenantState
{
    Uninitialized,
    Initializing,
    Running,
    Suspended,
    Invalid,
}

/// <summary>One practice, as its requests and jobs see it.</summary>
public interface ITenant
{
    /// <summary>Unique short name, such as <c>Default</c>; letters, digits and hyphens.</summary>
    string Name { get; }

    /// <summary>The practice's name as people read it.</summary>
    string PracticeName { get; }
    TenantState State { get; }

    /// <summary>Whether it is the practice of whoever runs the host; the others are guests there.</summary>
    bool IsDefault { get; }

    /// <summary>First path segment that leads here, without slashes; empty for none.</summary>
    string Prefix { get; }

    /// <summary>The zone in which the practice's days begin and end.</summary>
    DateTimeZone Zone { get; }
    System.Globalization.CultureInfo Culture { get; }

    /// <summary>ISO 4217 code.</summary>
    Currency Currency { get; }
    DatabaseProvider Database { get; }

    /// <summary>Absolute address of the practice's pages, with trailing slash, from configuration; never from a Host header.</summary>
    Uri BaseUrl { get; }
}

public enum DatabaseProvider
{
    Sqlite,
    Postgres,
}

/// <summary>Where a tenant's own files lie on this machine.</summary>
public interface ITenantPaths
{
    /// <summary>Absolute path of the folder with the tenant's database and files; exists.</summary>
    string DataFolder { get; }
}

/// <summary>Runs work in a tenant outside a request, as the system.</summary>
public interface ITenantScopes
{
    Task<T> RunAsync<T>(string tenant, Func<IServiceProvider, Task<T>> work);
}

public static class TenantClock
{
    /// <summary>Today's date in the practice's zone.</summary>
    public static LocalDate Today(this ITenant tenant, IClock clock) => clock.GetCurrentInstant().InZone(tenant.Zone).Date;

    public static ZonedDateTime Now(this ITenant tenant, IClock clock) => clock.GetCurrentInstant().InZone(tenant.Zone);
}
