namespace PracticeCms.Kernel.Durable;

/// <summary>Kinds and ids only: keys and payloads may say whom it is about.</summary>
internal static partial class DurableLog
{
    [LoggerMessage(101, LogLevel.Warning, "Tenant {Tenant}: {Kind} {Id} failed {Failures} times and will be tried again")]
    public static partial void WillRetry(ILogger logger, Exception error, string tenant, string kind, Guid id, int failures);

    [LoggerMessage(102, LogLevel.Error, "Tenant {Tenant}: {Kind} {Id} needs a person")]
    public static partial void GaveUp(ILogger logger, Exception error, string tenant, string kind, Guid id);

    [LoggerMessage(103, LogLevel.Information, "Tenant {Tenant}: {Kind} {Id} was taken over by another worker")]
    public static partial void LeaseLost(ILogger logger, string tenant, string kind, Guid id);

    [LoggerMessage(104, LogLevel.Error, "Tenant {Tenant}: the failure of {Kind} {Id} could not be recorded")]
    public static partial void FailureNotRecorded(ILogger logger, Exception error, string tenant, string kind, Guid id);

    [LoggerMessage(105, LogLevel.Warning, "Tenant {Tenant}: the lease of {Id} could not be extended")]
    public static partial void HeartbeatFailed(ILogger logger, Exception error, string tenant, Guid id);

    [LoggerMessage(106, LogLevel.Error, "Tenant {Tenant}: background work could not be looked at; it is tried again with the next scan")]
    public static partial void DrainFailed(ILogger logger, Exception error, string tenant);

    [LoggerMessage(107, LogLevel.Warning, "Tenant {Tenant}: nothing that is on here takes {Kind} {Id}; it is looked at again later")]
    public static partial void PutBack(ILogger logger, string tenant, string kind, Guid id);
}
