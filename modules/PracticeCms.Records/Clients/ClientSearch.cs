namespace PracticeCms.Records.Clients;

/// <summary>Finds clients by words: each is a range of the term index, and the client's own table, scoped, is asked for the rest.</summary>
internal static class ClientSearch
{
    private const string AfterAll = "\uffff";

    /// <param name="whole">A term that answers the whole query besides its words, such as a blind index.</param>
    public static IQueryable<Client> Matching(this IQueryable<Client> clients, RecordsDb db, string? query, string? whole)
    {
        whole = db.RecordScope.Sees(FieldGroup.IdentityNumbers) ? whole : null; // the mask leaves few to guess
        foreach (var word in SearchTerms.OfQuery(query ?? ""))
        {
            var end = word + AfterAll;
            clients = clients.Where(c => Seen(db)
                .Where(t => (string.Compare(t.Term, word) >= 0 && string.Compare(t.Term, end) < 0) || t.Term == whole)
                .Select(t => t.ClientId)
                .Contains(c.Id));
        }

        return clients;
    }

    /// <summary>Nobody finds by what they do not see: a hit would tell it.</summary>
    private static IQueryable<ClientSearchTerm> Seen(RecordsDb db)
    {
        IQueryable<ClientSearchTerm> terms = db.SearchTerms;
        terms = db.RecordScope.Sees(FieldGroup.BirthDate) ? terms : terms.Where(t => !EF.Functions.Like(t.Term, SearchTerms.DatePattern));
        return db.RecordScope.Sees(FieldGroup.Demographics) ? terms : terms.Where(t => !t.Term.Contains('@') && !(string.Compare(t.Term, "0") >= 0 && string.Compare(t.Term, ":") < 0 && (t.Term.Length >= SearchTerms.ShortestPhone || t.Term.Length == SearchTerms.PhoneEnd) && !EF.Functions.Like(t.Term, SearchTerms.DatePattern)));
    }

    public static IQueryable<Client> WithTerm(this IQueryable<Client> clients, RecordsDb db, string term) =>
        clients.Where(c => db.SearchTerms.Where(t => t.Term == term).Select(t => t.ClientId).Contains(c.Id));
}
