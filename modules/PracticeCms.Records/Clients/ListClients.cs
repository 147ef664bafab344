namespace PracticeCms.Records.Clients;

/// <summary>What the list shows; all of it comes from the URL.</summary>
public sealed record ClientFilter(string? Query, string? Status, string? Tag, string? Kind, string? Sort, int Page)
{
    public const int PageSize = 50;
    public const string DefaultSort = "name";

    public string Order => Sort is { Length: > 0 } ? Sort : DefaultSort;

    /// <summary>Address of the list with this filter, from the given page on.</summary>
    public string Url(int page = 1, string? sort = null, string path = "admin/clients")
    {
        (string Key, string? Value)[] parts =
            [("q", Query), ("status", Status), ("tag", Tag), ("kind", Kind), ("sort", (sort ?? Order) is var s && s == DefaultSort ? null : s), ("page", page > 1 ? $"{page}" : null)];
        var query = string.Join('&', parts.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }
}

internal sealed record ClientRow(
    Guid Id, string Number, string DisplayName, string? Email, string? Phone, LocalDate? BirthDate, string? City, IReadOnlyList<string> Tags, string Status, Instant CreatedAt, Instant UpdatedAt);

internal sealed record ClientRows(IReadOnlyList<ClientRow> Rows, int Total);

/// <summary>Pages of clients in one query: an index gives the order, and only the rows that are shown are read.</summary>
internal sealed class ListClients(RecordsDb db, ClientCounts counts, ITenant tenant, ClientRulebook rulebook, SeenFields seen, IdentityNumbers numbers, IAuditReads reads)
{
    public async Task<ClientRows> ExecuteAsync(ClientFilter filter, CancellationToken ct)
    {
        var matching = Matching(filter);
        var skip = Paging.Before(filter.Page, ClientFilter.PageSize);
        var rows = await RowsAsync(Sorted(matching, filter.Order).Skip(skip).Take(ClientFilter.PageSize), ct);
        var isLast = rows.Count is > 0 and < ClientFilter.PageSize || (rows.Count == 0 && skip == 0);
        var total = isLast ? skip + rows.Count : await counts.GetAsync(tenant.Name, CountKey(filter), () => matching.CountAsync(ct));
        return new ClientRows(rows, total);
    }

    /// <summary>All that match, for the export; audited as one list per thousand.</summary>
    public async IAsyncEnumerable<ClientRow> AllAsync(ClientFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var ids = await Sorted(Matching(filter), filter.Order).Select(c => c.Id).ToListAsync(ct);
        foreach (var chunk in ids.Chunk(500))
        {
            foreach (var row in await RowsAsync(Sorted(db.Clients.AsNoTracking().Where(c => chunk.Contains(c.Id)), filter.Order), ct))
            {
                yield return row;
            }
        }
    }

    /// <summary>Those changed last, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<ClientRow> Rows, int Total)> RecentAsync(int count, CancellationToken ct)
    {
        var filter = new ClientFilter(null, null, null, null, "-changed", 1);
        var matching = Matching(filter);
        return (await RowsAsync(Sorted(matching, filter.Order).Take(count), ct), await counts.GetAsync(tenant.Name, CountKey(filter), () => matching.CountAsync(ct)));
    }

    /// <summary>Tags of the clients that the actor sees, for the filter: a tag alone may tell who is a client here.</summary>
    public Task<List<string>> TagsAsync(CancellationToken ct) =>
        counts.GetAsync(tenant.Name, $"tags|{Sight}", async () =>
        {
            var tags = db.SearchTerms.Where(t => string.Compare(t.Term, "#") > 0 && string.Compare(t.Term, "$") < 0);
            var seenTags = SeesEverybody ? tags.Select(t => t.Term) : tags.Join(db.Clients, t => t.ClientId, c => c.Id, (t, c) => t.Term);
            var terms = await seenTags.Distinct().OrderBy(t => t).Take(200).ToListAsync(ct);
            return terms.ConvertAll(t => t[1..]);
        });

    private bool SeesEverybody => db.RecordScope is { SeesAll: true, HasRestrictions: false, HasWalls: false };

    /// <summary>What is counted is shared among users for whom no exception can hold.</summary>
    private string Sight => SeesEverybody ? "all" : $"{db.RecordScope.UserId}";

    private async Task<IReadOnlyList<ClientRow>> RowsAsync(IQueryable<Client> page, CancellationToken ct)
    {
        var region = await rulebook.RegionAsync(ct);
        var found = await page
            .Select(c => new
            {
                c.Id, c.Number, c.Kind, c.GivenName, c.FamilyName, c.PreferredName, c.OrganizationName, c.Email, c.Phone, c.BirthDate, c.City, c.Tags, c.Status, c.CreatedAt, c.UpdatedAt,
            })
            .ToListAsync(ct);
        var (contact, births) = (seen.Sees(FieldGroup.Demographics), seen.Sees(FieldGroup.BirthDate));
        reads.Listed("Client", found.ConvertAll(c => c.Id));
        return found.ConvertAll(c => new ClientRow(
            c.Id,
            c.Number,
            Client.NameOf(c.Kind, c.GivenName, c.FamilyName, c.PreferredName, c.OrganizationName),
            contact ? c.Email : null,
            contact ? PhoneNumber.Display(c.Phone, region) : null,
            births ? c.BirthDate : null,
            contact ? c.City : null,
            Client.SplitTags(c.Tags),
            c.Status.ToString(),
            c.CreatedAt,
            c.UpdatedAt));
    }

    private IQueryable<Client> Matching(ClientFilter filter)
    {
        var clients = db.Clients.AsNoTracking().Matching(db, filter.Query, numbers.TermOf(filter.Query));
        clients = filter.Status switch
        {
            "all" => clients,
            _ when Enum.TryParse<ClientStatus>(filter.Status, true, out var status) => clients.Where(c => c.Status == status),
            _ => clients.Where(c => c.Status != ClientStatus.Archived),
        };
        clients = string.IsNullOrWhiteSpace(filter.Tag) ? clients : clients.WithTerm(db, SearchTerms.Tag(filter.Tag));
        return Enum.TryParse<ClientKind>(filter.Kind, true, out var kind) ? clients.Where(c => c.Kind == kind) : clients;
    }

    private static IOrderedQueryable<Client> Sorted(IQueryable<Client> clients, string sort) => sort switch
    {
        "-name" => clients.OrderByDescending(c => c.SortName).ThenByDescending(c => c.Id),
        "number" => clients.OrderBy(c => c.Number),
        "-number" => clients.OrderByDescending(c => c.Number),
        "created" => clients.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id),
        "-created" => clients.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id),
        "changed" => clients.OrderBy(c => c.UpdatedAt).ThenBy(c => c.Id),
        "-changed" => clients.OrderByDescending(c => c.UpdatedAt).ThenByDescending(c => c.Id),
        _ => clients.OrderBy(c => c.SortName).ThenBy(c => c.Id),
    };

    private string CountKey(ClientFilter filter) =>
        $"count|{Sight}|{seen.Sees(FieldGroup.Demographics)}|{seen.Sees(FieldGroup.BirthDate)}|{seen.Sees(FieldGroup.IdentityNumbers)}|{filter.Query}|{filter.Status}|{filter.Tag}|{filter.Kind}";
}
