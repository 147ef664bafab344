namespace PracticeCms.Kernel;

/// <summary>The kernel's log lines. Ids and names of tenants and features only; never a client's data.</summary>
internal static partial class KernelLog
{
    [LoggerMessage(1, LogLevel.Information, "Tenant {Tenant} was migrated: {Steps}")]
    public static partial void Migrated(ILogger logger, string tenant, string steps);

    [LoggerMessage(2, LogLevel.Error, "Tenant {Tenant} could not be started; its database is as it was")]
    public static partial void MigrationFailed(ILogger logger, Exception error, string tenant);

    [LoggerMessage(3, LogLevel.Warning, "Module {Module} was refused: {Why}")]
    public static partial void ModuleRefused(ILogger logger, string module, string why);

    [LoggerMessage(5, LogLevel.Information, "Package {Module} {Version} was placed; SHA-256 of its manifest {Sha256}")]
    public static partial void PackagePlaced(ILogger logger, string module, string version, string sha256);

    [LoggerMessage(6, LogLevel.Information, "Package {Module} {Version} was removed")]
    public static partial void PackageRemoved(ILogger logger, string module, string version);

    [LoggerMessage(4, LogLevel.Error, "Request {RequestId} failed")]
    public static partial void RequestFailed(ILogger logger, Exception error, string requestId);

    [LoggerMessage(11, LogLevel.Error, "The virus scanner gave no answer; an upload was refused")]
    public static partial void ScannerUnavailable(ILogger logger, Exception error);

    [LoggerMessage(7, LogLevel.Warning, "The definitions of tenants could not be read again")]
    public static partial void TenantsUnread(ILogger logger, Exception error);

    [LoggerMessage(8, LogLevel.Warning, "Sessions of tenant {Tenant} could not be ended; it is suspended all the same")]
    public static partial void SessionsNotEnded(ILogger logger, Exception error, string tenant);

    [LoggerMessage(9, LogLevel.Warning, "The use of tenant {Tenant} could not be measured")]
    public static partial void UsageUnknown(ILogger logger, Exception error, string tenant);

    [LoggerMessage(10, LogLevel.Warning, "What is left of the deleted tenant {Tenant} could not be removed")]
    public static partial void RemainsLeft(ILogger logger, Exception error, string tenant);

    [LoggerMessage(12, LogLevel.Error, "Tenant {Tenant}: what was to follow a commit failed")]
    public static partial void AfterCommitFailed(ILogger logger, Exception error, string tenant);

    [LoggerMessage(13, LogLevel.Warning, "Tables of tenant {Tenant} are newer than this program, which serves them all the same: {Migrations}")]
    public static partial void TablesAreNewer(ILogger logger, string tenant, string migrations);
}
