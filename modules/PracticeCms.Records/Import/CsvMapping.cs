namespace PracticeCms.Records.Import;

/// <summary>Finds out which column of a foreign file is which field. Headers may stand in any order and any spelling.</summary>
internal static class CsvMapping
{
    public const string CustomPrefix = "Custom.";

    private static readonly (string Field, string Text, string[] Headers)[] Known =
    [
        ("ExternalId", "Their key", ["externalid", "id", "clientid", "patientid", "customerid", "contactid", "taxpayerid", "reference", "ref", "mrn", "recordnumber", "chartnumber", "pubpid"]),
        ("Kind", "Person or organization", ["kind", "type", "clienttype", "contacttype"]),
        ("FullName", "Full name", ["name", "fullname", "clientname", "patientname", "displayname", "contactname"]),
        ("GivenName", "Given name", ["givenname", "firstname", "first", "forename", "fname", "given", "vorname", "prenom"]),
        ("FamilyName", "Family name", ["familyname", "lastname", "last", "surname", "lname", "family", "nachname", "nom"]),
        ("PreferredName", "Preferred name", ["preferredname", "nickname", "knownas", "preferred", "goesby"]),
        ("OrganizationName", "Organization", ["organizationname", "organisationname", "organization", "organisation", "company", "companyname", "business", "businessname", "firm"]),
        ("BirthDate", "Birth date", ["birthdate", "dateofbirth", "dob", "birthday", "born", "geburtsdatum"]),
        ("Email", "E-mail", ["email", "emailaddress", "mail", "primaryemail", "primaryemailaddress", "email1"]),
        ("Phone", "Phone", ["phone", "phonenumber", "telephone", "tel", "mobile", "mobilephone", "cell", "cellphone", "primaryphone", "primaryphonenumber", "phone1", "homephone", "phonehome", "phonecell"]),
        ("AddressLine", "Address", ["address", "addressline", "addressline1", "address1", "street", "streetaddress", "primaryaddressstreet"]),
        ("PostalCode", "Postal code", ["postalcode", "zip", "zipcode", "postcode", "plz"]),
        ("City", "City", ["city", "town", "suburb", "locality"]),
        ("Region", "State or region", ["region", "state", "province", "county", "stateprovince"]),
        ("Country", "Country", ["country", "countrycode"]),
        ("IdentityNumber", "Identity number", ["identitynumber", "idnumber", "nationalid", "insurancenumber", "insuranceid", "policynumber", "memberid", "taxnumber", "taxid", "ssn", "socialsecuritynumber", "steuernummer", "versicherungsnummer"]),
        ("Tags", "Tags", ["tags", "tag", "labels", "label", "groups", "categories"]),
    ];

    /// <summary>Fields a column may be mapped to, with their texts.</summary>
    public static IReadOnlyList<(string Field, string Text)> Fields(IEnumerable<Fields.CustomField> custom) =>
        [.. Known.Select(k => (k.Field, k.Text)), .. custom.Select(f => (CustomPrefix + f.Name, f.Label))];

    /// <summary>The field for each header; null where the column is left out. A field is taken once.</summary>
    public static IReadOnlyList<string?> Guess(IReadOnlyList<string> headers, IReadOnlyList<Fields.CustomField> custom)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. headers.Select(h => Find(h, custom) is { } field && taken.Add(field) ? field : null)];
    }

    /// <summary>The guess, with what a person said instead; an empty field leaves a column out.</summary>
    public static Result<IReadOnlyList<string?>> Make(
        IReadOnlyList<string> headers, IReadOnlyDictionary<string, string> said, IReadOnlyList<Fields.CustomField> custom)
    {
        var fields = Guess(headers, custom).ToArray();
        var check = new Check();
        foreach (var (header, wanted) in said)
        {
            var column = headers.ToList().FindIndex(h => h.Trim().Equals(header.Trim(), StringComparison.OrdinalIgnoreCase));
            var field = wanted.Length == 0 ? null : Fields(custom).Select(f => f.Field).FirstOrDefault(f => f.Equals(wanted, StringComparison.OrdinalIgnoreCase)) ?? Find(wanted, custom);
            check.That(column >= 0, header, $"The file has no column '{header}'.");
            check.That(wanted.Length == 0 || field is not null, header, $"There is no field '{wanted}'. Fields are {string.Join(", ", Fields(custom).Select(f => f.Field))}.");
            if (column >= 0)
            {
                // What a person says wins over a guess for another column.
                fields = [.. fields.Select((f, i) => f == field && i != column && !said.ContainsKey(headers[i]) ? null : f)];
                fields[column] = field;
            }
        }

        check.That(fields.Any(f => f is "GivenName" or "FamilyName" or "FullName" or "OrganizationName"), "GivenName", "No column holds a name.");
        var twice = fields.Where(f => f is not null).GroupBy(f => f).FirstOrDefault(g => g.Count() > 1)?.Key;
        check.That(twice is null, twice ?? "", $"Two columns are mapped to {twice}.");
        return check.Failed ? check.ToProblem() : fields;
    }

    private static string? Find(string header, IReadOnlyList<Fields.CustomField> custom)
    {
        var plain = Plain(header);
        return Known.FirstOrDefault(k => k.Headers.Contains(plain, StringComparer.Ordinal)).Field
            ?? (custom.FirstOrDefault(f => Plain(f.Name) == plain || Plain(f.Label) == plain) is { } field ? CustomPrefix + field.Name : null);
    }

    private static string Plain(string header) => string.Concat(Clients.SearchTerms.Fold(header).Where(char.IsLetterOrDigit));
}
