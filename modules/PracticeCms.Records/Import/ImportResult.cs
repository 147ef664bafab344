namespace PracticeCms.Records.Import;

/// <summary>What an import did, or a dry run would do.</summary>
internal sealed class ImportResult
{
    public const int MostErrors = 1000;

    public bool DryRun { get; set; }
    public int Rows { get; set; }
    public int Created { get; set; }
    public int Updated { get; set; }

    /// <summary>Rows that say nothing new.</summary>
    public int Skipped { get; set; }

    /// <summary>Rows with at least one error; none of them was imported.</summary>
    public int Refused { get; set; }

    /// <summary>Those of the first rows alone: who has more to mend has one mistake many times.</summary>
    public List<ImportError> Errors { get; set; } = [];

    public void Refuse(ImportRow row, Problem problem)
    {
        Refused++;
        IEnumerable<FieldError> errors = problem.Fields.Count > 0 ? problem.Fields : [new FieldError("", problem.Message)];
        if (Errors.Count < MostErrors)
        {
            Errors.AddRange(errors.Select(e => new ImportError(row.Number, e.Field, e.Message)));
        }
    }
}

/// <param name="Row">As a spreadsheet shows it: the header is row 1.</param>
/// <param name="Field">Empty where it is the row as a whole.</param>
internal sealed record ImportError(int Row, string Field, string Message);

/// <summary>What earlier rows of the file brought, so that a dry run finds repeated rows just as the real one does.</summary>
internal sealed class RowsSeen
{
    private readonly Dictionary<string, int> keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ClientKey>> names = new(StringComparer.Ordinal);

    /// <summary>The row that had the same external key before.</summary>
    public int? RowWith(string? externalId, int row) =>
        externalId is null || keys.TryAdd(externalId, row) ? null : keys[externalId];

    public bool Knows(ClientKey key) => names.TryGetValue(key.SortName, out var known) && known.Exists(key.IsSameAs);

    public void Add(ClientKey key)
    {
        if (!names.TryGetValue(key.SortName, out var known))
        {
            names[key.SortName] = known = [];
        }

        known.Add(key);
    }
}

/// <summary>By what an import recognises a client.</summary>
internal sealed record ClientKey(Guid Id, string? ExternalId, string SortName, string? Email, string? Phone, LocalDate? BirthDate)
{
    public static ClientKey Of(Clients.Client client) =>
        new(client.Id, client.ExternalId, client.SortName, client.Email, client.Phone, client.BirthDate);

    /// <summary>
    /// The same external key; without one, the same name and nothing that speaks against it: one of birth date, e-mail or phone is equal,
    /// or this row knows none of them.
    /// </summary>
    public bool IsSameAs(ClientKey other)
    {
        if (ExternalId is not null && other.ExternalId is not null)
        {
            return ExternalId == other.ExternalId;
        }

        if (SortName != other.SortName || (BirthDate is not null && other.BirthDate is not null && BirthDate != other.BirthDate))
        {
            return false;
        }

        var knowsNothing = BirthDate is null && Email is null && Phone is null;
        return knowsNothing
            || (BirthDate is not null && BirthDate == other.BirthDate)
            || (Email is not null && Email == other.Email)
            || (Phone is not null && Phone == other.Phone);
    }
}
