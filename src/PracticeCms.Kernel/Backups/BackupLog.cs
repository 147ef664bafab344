namespace PracticeCms.Kernel.Backups;

internal static partial class BackupLog
{
    [LoggerMessage(201, LogLevel.Information, "Tenant {Tenant} was backed up to {File}: {Bytes} bytes")]
    public static partial void Made(ILogger logger, string tenant, string file, long bytes);

    [LoggerMessage(202, LogLevel.Warning, "Tenant {Tenant} was not backed up: there is no recovery key; run 'backup key'")]
    public static partial void NoKey(ILogger logger, string tenant);

    [LoggerMessage(203, LogLevel.Error, "Tenant {Tenant} could not be backed up")]
    public static partial void Failed(ILogger logger, Exception error, string tenant);

    [LoggerMessage(204, LogLevel.Information, "Backup {File} was removed; newer ones are kept")]
    public static partial void Removed(ILogger logger, string file);

    [LoggerMessage(205, LogLevel.Warning, "The backup of tenant {Tenant} lacks {Count} files that its database names")]
    public static partial void Lacks(ILogger logger, string tenant, int count);
}
