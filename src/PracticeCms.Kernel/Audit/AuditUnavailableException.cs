namespace PracticeCms.Kernel.Audit;

/// <summary>An event could not be written, so what it is about does not happen and is not shown.</summary>
internal sealed class AuditUnavailableException(Exception inner) : Exception("The audit cannot be written.", inner);
