namespace PracticeCms.Records.Clients;

/// <summary>
/// Whoever looks for a client by an address, to make one where there is none, does it alone until the transaction ends; so does an erasure of the
/// client who has it. In the order of the locks' own numbers, so that nobody waits in a ring. SQLite has one writer anyway.
/// </summary>
internal static class AddressLock
{
    public static Task LockAddressesAsync(this RecordsDb db, IReadOnlyCollection<string> addresses, CancellationToken ct)
    {
        if (!db.Database.IsNpgsql())
        {
            return Task.CompletedTask;
        }

        var folded = addresses.ToArray();
        return db.Database.ExecuteSqlAsync(
            $"""
            SELECT pg_advisory_xact_lock(l.number) FROM (
                SELECT hashtextextended(current_schema() || '.address.' || a.term, 0) AS number FROM unnest({folded}) AS a(term) ORDER BY 1) l
            """,
            ct);
    }

    /// <summary>All that the client is found by.</summary>
    public static Task LockAddressesOfAsync(this RecordsDb db, Guid client, CancellationToken ct) => !db.Database.IsNpgsql() ? Task.CompletedTask : db.Database.ExecuteSqlAsync(
        $"""
        SELECT pg_advisory_xact_lock(l.number) FROM (
            SELECT hashtextextended(current_schema() || '.address.' || t.term, 0) AS number FROM records_client_search_term t WHERE t.client_id = {client} ORDER BY 1) l
        """,
        ct);
}
