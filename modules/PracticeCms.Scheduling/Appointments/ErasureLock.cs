namespace PracticeCms.Scheduling.Appointments;

/// <summary>
/// Keeps a booking for a client and the erasure of that client apart until the transaction ends: whoever comes second sees what the first has done.
/// Bookings do not wait for each other. SQLite has one writer anyway.
/// </summary>
/// <remarks>
/// A client who is looked for by address is locked by it, before. Who needs more than one takes addresses first, then the client, then resources.
/// </remarks>
internal static class ErasureLock
{
    /// <summary>For a booking, before it asks whether the client is there.</summary>
    public static Task HoldClientAsync(this SchedulingDb db, Guid client, CancellationToken ct) => !db.Database.IsNpgsql() ? Task.CompletedTask : db.Database.ExecuteSqlAsync(
        $"SELECT pg_advisory_xact_lock_shared(hashtextextended({Key(client)}, 0))", ct);

    /// <summary>For an erasure, before it asks for coming visits.</summary>
    public static Task LockClientAsync(this SchedulingDb db, Guid client, CancellationToken ct) => !db.Database.IsNpgsql() ? Task.CompletedTask : db.Database.ExecuteSqlAsync(
        $"SELECT pg_advisory_xact_lock(hashtextextended({Key(client)}, 0))", ct);

    private static string Key(Guid client) => $"scheduling:{client:N}";
}
