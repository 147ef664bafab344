namespace PracticeCms.Kernel.Audit;

internal static partial class AuditLogMessages
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The audit checkpoint of {Tenant} could not be copied to {Folder}")]
    public static partial void CopyFailed(ILogger logger, Exception e, string tenant, string folder);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit of {Tenant} could not be sealed; it is tried again")]
    public static partial void SealingFailed(ILogger logger, Exception e, string tenant);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The audit of {Tenant} is not intact: first bad sequence {Sequence}, {What}")]
    public static partial void NotIntact(ILogger logger, string tenant, long? sequence, string what);
}
