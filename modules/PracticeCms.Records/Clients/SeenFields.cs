using PracticeCms.Records.Fields;

namespace PracticeCms.Records.Clients;

/// <summary>
/// What of a client the actor sees: every screen, list, file and program asks here, where the data is loaded, so that none of them can forget. An
/// identity number leaves this place masked, for everybody.
/// </summary>
internal sealed class SeenFields(RecordsDb db, ISettings settings, ClientSecrets secrets)
{
    /// <summary>What is typed over a number to take it away; an empty box keeps it.</summary>
    public const string Remove = "-";

    public bool Sees(FieldGroup group, Guid? clientId = null) => db.RecordScope.Sees(group, clientId);

    /// <summary>The client without what the actor does not see; null where they may not see the client at all. It cannot be saved.</summary>
    public async Task<Client?> FindAsync(Guid id, CancellationToken ct)
    {
        if (await db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is not { } client)
        {
            return null;
        }

        await secrets.OpenAsync(client, ct);
        client.IdentityNumber = Mask(client.IdentityNumber);
        if (!Sees(FieldGroup.Demographics, id))
        {
            (client.Email, client.Phone, client.AddressLine, client.PostalCode, client.City, client.Region, client.Country) = (null, null, "", "", "", "", "");
        }

        client.BirthDate = Sees(FieldGroup.BirthDate, id) ? client.BirthDate : null;
        var seen = (await FieldsAsync(id, ct)).ToDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);
        client.Custom = CustomValues.Write(CustomValues.Read(client.Custom).Where(v => seen.ContainsKey(v.Key))
            .Select(v => (v.Key, seen[v.Key].Group == FieldGroup.IdentityNumbers ? Mask(v.Value) : v.Value)));
        return client;
    }

    /// <summary>Fields of the practice's own that the actor sees, numbers among them as masks.</summary>
    public async Task<IReadOnlyList<CustomField>> FieldsAsync(Guid? id, CancellationToken ct) =>
        [.. (await AllFieldsAsync(ct)).Where(f => f.Group == FieldGroup.IdentityNumbers || Sees(f.Group, id))];

    /// <summary>Whoever adds a client writes down what the client tells them, also what they will not see afterwards.</summary>
    public async Task<IReadOnlyList<CustomField>> AllFieldsAsync(CancellationToken ct) => (await settings.GetAsync<CustomFields>(ct)).Of("Client");

    /// <summary>Refuses to write what the actor does not see, and leaves a number alone whose box came back empty.</summary>
    public async Task<Problem?> CheckAsync(ClientDetails details, Guid id, CancellationToken ct)
    {
        (string Field, string? Text)[] contact =
        [
            ("Email", details.Email), ("Phone", details.Phone), ("AddressLine", details.AddressLine), ("PostalCode", details.PostalCode), ("City", details.City), ("Region", details.Region), ("Country", details.Country),
        ];
        if (!Sees(FieldGroup.Demographics, id) && contact.FirstOrDefault(c => c.Text is not null).Field is { } way)
        {
            return Unseen(way);
        }

        if (!Sees(FieldGroup.BirthDate, id) && details.BirthDate is not null)
        {
            return Unseen("BirthDate");
        }

        details.IdentityNumber = details.IdentityNumber?.Trim() switch
        {
            null or "" => null,
            Remove => "",
            var number => number,
        };
        var all = await AllFieldsAsync(ct);
        foreach (var (name, text) in details.Custom.ToList())
        {
            var group = all.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Group;
            if (group is { } hidden and not FieldGroup.IdentityNumbers && !Sees(hidden, id))
            {
                return Unseen(CustomValues.FieldName(name));
            }

            if (group == FieldGroup.IdentityNumbers && string.IsNullOrWhiteSpace(text))
            {
                details.Custom.Remove(name);
            }
            else if (group == FieldGroup.IdentityNumbers && text.Trim() == Remove)
            {
                details.Custom[name] = "";
            }
        }

        return null;
    }

    /// <summary>The last four characters, of short ones two: enough to tell two numbers apart on the phone, and nothing to use.</summary>
    public static string Mask(string number) => number.Length switch
    {
        > 7 => "\u2022\u2022\u2022\u2022" + number[^4..],
        > 3 => "\u2022\u2022\u2022\u2022" + number[^2..],
        > 0 => "\u2022\u2022\u2022\u2022",
        _ => "",
    };

    private static Problem Unseen(string field)
    {
        var problem = Problem.Forbidden("Your role does not show all of what you sent, so you cannot change it.");
        return problem with { Fields = [new FieldError(field, problem.Message)] };
    }
}
