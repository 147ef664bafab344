using PracticeCms.Records.Contracts;

namespace PracticeCms.Records.Clients;

/// <summary>Clients as other modules see them.</summary>
internal sealed class ClientDirectory(RecordsDb db, IUnitOfWork unitOfWork, CreateClient create, ClientRulebook rulebook, SeenFields seen, IdentityNumbers numbers, IAuditReads reads) : IClients
{
    public async Task<ClientSummary?> FindAsync(Guid id, CancellationToken ct = default)
    {
        var found = await SummariesAsync(db.Clients.Where(c => c.Id == id), ct);
        reads.Seen("Client", found.Select(c => c.Id));
        return found.SingleOrDefault();
    }

    public async Task<IReadOnlyDictionary<Guid, ClientSummary>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct = default)
    {
        var distinct = ids.Distinct().ToList();
        var found = distinct.Count == 0 ? [] : await SummariesAsync(db.Clients.Where(c => distinct.Contains(c.Id)), ct);
        Listed(found);
        return found.ToDictionary(c => c.Id);
    }

    public Task<bool> ExistsAsync(Guid id, CancellationToken ct = default) => db.Clients.IgnoreQueryFilters().AnyAsync(c => c.Id == id, ct);

    public async Task<IReadOnlyList<ClientSummary>> SearchAsync(string query, int limit, CancellationToken ct = default)
    {
        if (SearchTerms.OfQuery(query).Count == 0)
        {
            return [];
        }

        var matching = db.Clients.Matching(db, query, numbers.TermOf(query)).Where(c => c.Status != ClientStatus.Archived);
        var found = await SummariesAsync(matching.OrderBy(c => c.SortName).ThenBy(c => c.Id).Take(Math.Clamp(limit, 1, 200)), ct);
        Listed(found);
        return found;
    }

    public Task<Result<Guid>> CreateAsync(NewClient client, CancellationToken ct = default) =>
        create.ExecuteAsync(new CreateClient.Request(Details(client)), ct);

    /// <summary>Looks beyond the actor's scope, because a stranger who books has none, and tells the id alone.</summary>
    public Task<Result<Guid>> FindOrCreateAsync(NewClient client, CancellationToken ct = default) =>
        unitOfWork.RunAsync<Result<Guid>>(
            async token => await KnownAsync(client, token) is { } known ? known : await CreateAsync(client, token),
            ct);

    private async Task<Guid?> KnownAsync(NewClient client, CancellationToken ct)
    {
        var phone = client.Phone is { Length: > 0 } text ? PhoneNumber.Normalize(text, await rulebook.RegionAsync(ct))?.TrimStart('+') : null;
        var terms = new List<string>();
        terms.AddRange(string.IsNullOrWhiteSpace(client.Email) ? [] : [SearchTerms.Fold(client.Email.Trim())]);
        terms.AddRange(phone is null ? [] : [phone]);
        if (terms.Count == 0)
        {
            return null;
        }

        await db.LockAddressesAsync(terms, ct);
        var candidates = await db.Clients.IgnoreQueryFilters(["scope"])
            .Where(c => c.Status != ClientStatus.Archived && db.SearchTerms.Where(t => terms.Contains(t.Term)).Select(t => t.ClientId).Contains(c.Id))
            .OrderBy(c => c.CreatedAt)
            .Select(c => new { c.Id, c.GivenName, c.FamilyName, c.Email })
            .ToListAsync(ct);
        var (family, given, email) = (SearchTerms.Fold(client.FamilyName), SearchTerms.Fold(client.GivenName), client.Email?.Trim().ToLowerInvariant());

        // A family may share an address: the same given name wins over the same family name alone.
        var known = candidates.Where(c => SearchTerms.Fold(c.FamilyName) == family)
            .OrderByDescending(c => SearchTerms.Fold(c.GivenName) == given).ThenByDescending(c => c.Email == email).FirstOrDefault();
        if (known is not null)
        {
            reads.Seen("Client", known.Id);
        }

        return known?.Id;
    }

    private async Task<List<ClientSummary>> SummariesAsync(IQueryable<Client> clients, CancellationToken ct)
    {
        var region = await rulebook.RegionAsync(ct);
        var found = await clients
            .Select(c => new { c.Id, c.Number, c.Kind, c.GivenName, c.FamilyName, c.PreferredName, c.OrganizationName, c.Email, c.Phone, c.BirthDate, c.ErasedAt })
            .ToListAsync(ct);
        return found.ConvertAll(c => Seen(new ClientSummary(
            c.Id,
            c.Number,
            Client.NameOf(c.Kind, c.GivenName, c.FamilyName, c.PreferredName, c.OrganizationName),
            c.Email,
            c.Phone is null ? null : PhoneNumber.Display(c.Phone, region),
            c.BirthDate) { IsErased = c.ErasedAt is not null }));
    }

    private void Listed(List<ClientSummary> found)
    {
        if (found.Count > 0)
        {
            reads.Listed("Client", found.ConvertAll(c => c.Id));
        }
    }

    // Another module has shown or need not show duplicates; required custom fields are for the practice's own form.
    private ClientSummary Seen(ClientSummary client)
    {
        var contact = seen.Sees(FieldGroup.Demographics, client.Id);
        return client with { Email = contact ? client.Email : null, Phone = contact ? client.Phone : null, BirthDate = seen.Sees(FieldGroup.BirthDate, client.Id) ? client.BirthDate : null };
    }

    private static ClientDetails Details(NewClient client) => new()
    {
        Kind = string.IsNullOrWhiteSpace(client.OrganizationName) ? "Person" : "Organization",
        GivenName = client.GivenName,
        FamilyName = client.FamilyName,
        OrganizationName = client.OrganizationName,
        Email = client.Email,
        Phone = client.Phone,
        BirthDate = client.BirthDate is { } date ? NodaTime.Text.LocalDatePattern.Iso.Format(date) : null,
        SaveAnyway = true,
        IsBrief = true,
    };
}
