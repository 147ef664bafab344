using NodaTime.Text;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Fields;
using PracticeCms.Records.Notes;

namespace PracticeCms.Records.Demo;

/// <summary>Clients with invented names, through the use cases that staff use.</summary>
internal sealed class DemoClients(RecordsDb db, CreateClient create, WriteNote notes, ISettings settings, ITenant tenant, IClock clock) : IDemoDataSource
{
    public int Order => 10;

    public async Task<string?> SeedAsync(DemoDataOptions options, CancellationToken ct)
    {
        if (options.Clients == 0 || await db.Clients.AnyAsync(ct))
        {
            return null;
        }

        var random = options.Random("clients");
        var fields = (await settings.GetAsync<CustomFields>(ct)).Of("Client");
        for (var i = 0; i < options.Clients; i++)
        {
            var details = Details(random, i, options.Vertical);
            details.Custom = DemoValues(random, fields);
            var result = await create.ExecuteAsync(new CreateClient.Request(details), ct);
            if (result.Problem is { } problem)
            {
                throw new InvalidOperationException($"Demo client {i}: {problem.Message} {string.Join(' ', problem.Fields.Select(f => $"{f.Field}: {f.Message}"))}");
            }

            if (i % 4 == 0)
            {
                var text = Pick(random, Texts(options.Vertical));
                await notes.ExecuteAsync(new WriteNote.Request(result.Value, text, Sign: i % 8 == 0), ct);
            }
        }

        return $"{options.Clients} clients";
    }

    private ClientDetails Details(Random random, int i, string vertical)
    {
        // Each pair of names comes once before any comes again.
        var given = DemoNames.Given[(i * 7) % DemoNames.Given.Count];
        var family = DemoNames.Family[((i * 11) + (i / DemoNames.Family.Count)) % DemoNames.Family.Count];
        var organization = vertical switch { "accounting" => i % 3 == 0, "legal" => i % 6 == 0, _ => false };
        return new ClientDetails
        {
            Kind = organization ? "Organization" : "Person",
            GivenName = given,
            FamilyName = family,
            OrganizationName = organization ? $"{family} {Pick(random, DemoNames.Businesses)}" : "",
            BirthDate = organization ? null : LocalDatePattern.Iso.Format(BirthDate(random, vertical)),
            Email = FormattableString.Invariant($"{SearchTerms.Fold(given)}.{SearchTerms.Fold(family)}{(i < 150 ? "" : i)}@example.com"),
            Phone = FormattableString.Invariant($"+1{AreaCodes[i / 100 % AreaCodes.Length]}55501{i % 100:00}"),
            AddressLine = FormattableString.Invariant($"{random.Next(1, 240)} {Pick(random, DemoNames.Streets)} Street"),
            PostalCode = FormattableString.Invariant($"{random.Next(10000, 99999)}"),
            City = Pick(random, DemoNames.Towns),
            Tags = Tags(random, i),
            SaveAnyway = true,
            IsBrief = true,
        };
    }

    // 555-0100 to 555-0199 belong to nobody, in any area.
    private static readonly int[] AreaCodes = [202, 206, 212, 303, 312, 404, 415, 503, 512, 602, 612, 617, 702, 713, 801, 813, 904, 919, 971, 973];

    private LocalDate BirthDate(Random random, string vertical)
    {
        var youngest = vertical == "medical" ? 1 : 19;
        return tenant.Today(clock).PlusDays(-random.Next(youngest * 366, 88 * 365));
    }

    private static string Tags(Random random, int i)
    {
        string[] tags = ["vip", "prefers phone", "prefers mail", "new", "needs interpreter", "referral"];
        return i % 3 == 0 ? Pick(random, tags) : i % 17 == 0 ? "vip, referral" : "";
    }

    private static Dictionary<string, string> DemoValues(Random random, IReadOnlyList<CustomField> fields)
    {
        var values = new Dictionary<string, string>();
        foreach (var field in fields)
        {
            var value = field.Kind switch
            {
                CustomFieldKind.Choice => field.Options[random.Next(field.Options.Count)].Value,
                CustomFieldKind.Boolean => random.Next(2) == 0 ? "true" : "false",
                CustomFieldKind.Number => decimal.Clamp(random.Next(1, 90), field.Minimum ?? 0, field.Maximum ?? 100).ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => null,
            };
            if (value is not null && random.Next(3) > 0)
            {
                values[field.Name] = value;
            }
        }

        return values;
    }

    private static string[] Texts(string vertical) => vertical switch
    {
        "medical" => ["Feels well. No change to the plan; back in six months.", "Asked about sleep. Agreed on a regular bedtime and a diary until the next visit.", "Knee is better after the exercises. Continue twice a day.", "Discussed travel plans and which vaccinations are due."],
        "legal" => ["First talk: wants to know the options before the deadline. Sends the papers this week.", "Explained the fee agreement; signed copy is in the documents.", "Called about the hearing date. Prefers the afternoon."],
        "accounting" => ["Asked which receipts are still missing for the quarter.", "Plans to buy a delivery van; compare leasing and buying.", "Payroll starts in May: two employees, one of them part time."],
        _ => ["Called to say hello and asked about opening hours.", "Prefers to be reached by mail."],
    };

    private static T Pick<T>(Random random, IReadOnlyList<T> list) => list[random.Next(list.Count)];
}
