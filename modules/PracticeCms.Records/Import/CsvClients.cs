using System.Globalization;
using NodaTime.Text;
using PracticeCms.Records.Clients;

namespace PracticeCms.Records.Import;

/// <summary>A row of the file as a client's details.</summary>
/// <param name="Number">As a spreadsheet shows it: the header is row 1.</param>
internal sealed record ImportRow(int Number, ClientDetails Details);

/// <summary>Reads a file of clients: any delimiter, headers in the first row.</summary>
internal sealed class CsvClients : IDisposable
{
    private readonly StreamReader text;
    private readonly IEnumerator<(int Number, string[] Cells)> records;
    private readonly CultureInfo culture;

    public CsvClients(Stream content, CultureInfo culture)
    {
        this.culture = culture;
        text = new StreamReader(content, detectEncodingFromByteOrderMarks: true);
        records = CsvText.Read(text).GetEnumerator();
    }

    public IReadOnlyList<string> Headers { get; private set; } = [];

    public bool ReadHeaders()
    {
        Headers = Next()?.Cells ?? [];
        return Headers.Any(h => h.Length > 0);
    }

    /// <summary>The next row's cells, with its number; null at the end.</summary>
    public (int Number, string[] Cells)? Next() => records.MoveNext() ? records.Current : null;

    public IEnumerable<ImportRow> Rows(IReadOnlyList<string?> mapping)
    {
        while (Next() is { } row)
        {
            if (row.Cells.Any(c => c.Length > 0))
            {
                yield return new ImportRow(row.Number, Details(row.Cells, mapping));
            }
        }
    }

    public void Dispose()
    {
        records.Dispose();
        text.Dispose();
    }

    // An empty cell says nothing; it never empties what is known.
    private ClientDetails Details(string[] cells, IReadOnlyList<string?> mapping)
    {
        var details = new ClientDetails { SaveAnyway = true, IsBrief = true };
        for (var i = 0; i < Math.Min(cells.Length, mapping.Count); i++)
        {
            if (mapping[i] is { } field && cells[i].Length > 0)
            {
                Set(details, field, cells[i]);
            }
        }

        return details;
    }

    private void Set(ClientDetails details, string field, string text)
    {
        switch (field)
        {
            case "ExternalId": details.ExternalId = text; break;
            case "Kind": details.Kind = text; break;
            case "FullName": SetFullName(details, text); break;
            case "GivenName": details.GivenName = text; break;
            case "FamilyName": details.FamilyName = text; break;
            case "PreferredName": details.PreferredName = text; break;
            case "OrganizationName": details.OrganizationName = text; break;
            case "BirthDate": details.BirthDate = IsoDate(text); break;
            case "Email": details.Email = text; break;
            case "Phone": details.Phone = text; break;
            case "AddressLine": details.AddressLine = text; break;
            case "PostalCode": details.PostalCode = text; break;
            case "City": details.City = text; break;
            case "Region": details.Region = text; break;
            case "Country": details.Country = text; break;
            case "IdentityNumber": details.IdentityNumber = text; break;
            case "Tags": details.Tags = text; break;
            default: details.Custom[field[CsvMapping.CustomPrefix.Length..]] = text; break;
        }
    }

    // "Family, Given" or "Given Family".
    private static void SetFullName(ClientDetails details, string text)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var space = text.LastIndexOf(' ');
        (details.GivenName, details.FamilyName) = (comma, space) switch
        {
            ( > 0, _) => (text[(comma + 1)..].Trim(), text[..comma].Trim()),
            (_, > 0) => (text[..space].Trim(), text[(space + 1)..].Trim()),
            _ => ("", text),
        };
    }

    /// <summary>ISO 8601, or as the practice's culture writes dates; what is neither goes on as it is and is refused by the rules.</summary>
    private string IsoDate(string text)
    {
        if (LocalDatePattern.Iso.Parse(text).Success)
        {
            return text;
        }

        string[] patterns = culture.DateTimeFormat.ShortDatePattern.StartsWith('M') ? ["M/d/yyyy", "M-d-yyyy", "d.M.yyyy", "yyyy/M/d"] : ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy/M/d"];
        foreach (var pattern in patterns)
        {
            if (LocalDatePattern.CreateWithInvariantCulture(pattern.Replace("/", "'/'", StringComparison.Ordinal)).Parse(text) is { Success: true } parsed)
            {
                return LocalDatePattern.Iso.Format(parsed.Value);
            }
        }

        return text;
    }
}
