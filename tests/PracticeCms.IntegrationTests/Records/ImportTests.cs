using System.Text;
using System.Text.Json.Nodes;
using PracticeCms.Access;
using PracticeCms.Files;
using PracticeCms.Records;
using PracticeCms.Records.Fields;
using PracticeCms.Records.Import;
using PracticeCms.Settings;

namespace PracticeCms.IntegrationTests.Records;

public sealed class ImportTests
{
    private const string File = """
        Surname;first name;DOB;E-mail;Mobile;Patient ID
        Fernsby;Ada;4/12/1985;ada@example.com;(202) 555-0143;A1
        Kettlewell;Bo;;bo@example.com;;A2
        Waterlily;Cleo;13/13/2020;nobody;1;A3
        Fernsby;Ada;;;;A1
        """;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_dry_run_says_what_the_real_one_does_and_changes_nothing(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        var tried = await RunAsync(records, File, dryRun: true);
        Assert.Equal(0, await CountAsync(records));
        var done = await RunAsync(records, File);
        Assert.Equal((4, 2, 0, 0, 2), (done.Rows, done.Created, done.Updated, done.Skipped, done.Refused));
        Assert.Equal((tried.Created, tried.Refused), (done.Created, done.Refused));
        Assert.Equal([(4, "BirthDate"), (4, "Email"), (4, "Phone"), (5, "ExternalId")], done.Errors.Select(e => (e.Row, e.Field)));
        Assert.Equal(tried.Errors, done.Errors);
        Assert.Equal(["Ada Fernsby"], await records.SearchAsync("fern 2025550143"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_second_run_adds_nothing_and_a_changed_row_changes_its_client(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        await RunAsync(records, File);
        var again = await RunAsync(records, File);
        Assert.Equal((0, 0, 2), (again.Created, again.Updated, again.Skipped));
        var changed = await RunAsync(records, File.Replace("Kettlewell", "Pinecone", StringComparison.Ordinal));
        Assert.Equal((0, 1, 1), (changed.Created, changed.Updated, changed.Skipped));
        Assert.Equal(["Bo Pinecone"], await records.SearchAsync("pinec"));
        Assert.Empty(await records.SearchAsync("kettle"));
        Assert.Equal(2, await CountAsync(records));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_row_that_a_client_does_not_admit_is_refused_and_changes_nothing_of_them(DatabaseProvider database)
    {
        const string Headers = "id,first name,surname,city,Visits\n";
        await using var records = await RecordsHost.StartAsync(database);
        await HaveVisitsAsync(records, most: 9);
        await RunAsync(records, Headers + "A1,Ada,Fernsby,Bath,9\n");
        await HaveVisitsAsync(records, most: 5);

        var refused = await RunAsync(records, Headers + "A1,Ada,Fernsby,Salem,\n");

        Assert.Equal((0, 0, 0, 1), (refused.Created, refused.Updated, refused.Skipped, refused.Refused));
        Assert.Equal([(2, "Custom[Visits]")], refused.Errors.Select(e => (e.Row, e.Field)));
        Assert.Equal("Bath", await CityAsync(records));
        Assert.Equal(1, (await RunAsync(records, Headers + "A1,Ada,Fernsby,Salem,4\n")).Updated);
        Assert.Equal("Salem", await CityAsync(records));
    }

    private static Task HaveVisitsAsync(RecordsHost records, int most) => records.InAsync(s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<ISettings>().SaveAsync(
        new CustomFields
        {
            ContentTypes = [new JsonObject { ["Name"] = "Client", ["DisplayName"] = "Client" }],
            ContentParts =
            [
                JsonNode.Parse("""{"Name":"Client","ContentPartFieldDefinitionRecords":[{"FieldName":"NumericField","Name":"Visits","Settings":{"NumericFieldSettings":{"Maximum":MOST}}}]}""".Replace("MOST", $"{most}", StringComparison.Ordinal)),
            ],
        },
        ct)));

    private static Task<string> CityAsync(RecordsHost records) => records.InAsync(s => s.GetRequiredService<RecordsDb>().Clients.Select(c => c.City).SingleAsync());

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_import_is_its_uploaders_alone_and_goes_after_a_week(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        var uploader = Ids.New();
        var old = await UploadAsync(records, uploader, Duration.FromDays(7));
        var young = await UploadAsync(records, uploader, Duration.FromDays(6));

        Assert.Equal([old.Id, young.Id], await OpenedByAsync(records, uploader));
        Assert.Empty(await OpenedByAsync(records, Ids.New()));
        Assert.Empty(await OpenedByAsync(records, null));

        await records.InAsync(s => ActivatorUtilities.CreateInstance<RemoveOldImports>(s).DoWorkAsync(default));
        Assert.Equal([young.Id], await OpenedByAsync(records, uploader));
        Assert.Null(await records.InAsync(s => s.GetRequiredService<IFileStore>().OpenAsync(old.FileId)));
        await using var kept = await records.InAsync(s => s.GetRequiredService<IFileStore>().OpenAsync(young.FileId));
        Assert.NotNull(kept);
    }

    private static Task<ClientImport> UploadAsync(RecordsHost records, Guid uploader, Duration age) =>
        records.InAsync(s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            var file = await s.GetRequiredService<IFileStore>().SaveAsync(new MemoryStream(Encoding.UTF8.GetBytes(File)), ct: ct);
            var at = s.GetRequiredService<IClock>().GetCurrentInstant() - age;
            return s.GetRequiredService<RecordsDb>().Add(new ClientImport { Id = Ids.New(), FileName = "clients.csv", FileId = file.Id, UploadedAt = at, UploadedBy = "Olive", UploaderId = uploader }).Entity;
        }));

    private static async Task<IReadOnlyList<Guid>> OpenedByAsync(RecordsHost records, Guid? user) => await records.InAsync(async s =>
    {
        var actor = s.GetRequiredService<ICurrentActor>();
        using var _ = actor.ActAs(ActorKind.Staff, "Somebody", user);
        return await s.GetRequiredService<RecordsDb>().ImportsOf(actor).OrderBy(i => i.UploadedAt).Select(i => i.Id).ToListAsync();
    });

    [Fact]
    public async Task Without_keys_names_with_mail_phone_or_birth_date_tell_clients_apart()
    {
        await using var records = await RecordsHost.StartAsync(DatabaseProvider.Sqlite);
        await records.CreateAsync("Ada", "Fernsby", "home@example.com");
        const string Rows = "name,email,dob\nAda Fernsby,home@example.com,1985-04-12\nBo Fernsby,home@example.com,\nAda Fernsby,other@example.com,1990-01-01\nCy Quill,,\nCy Quill,,\n";
        var first = await RunAsync(records, Rows);
        Assert.Equal((3, 1, 1), (first.Created, first.Updated, first.Skipped));
        var second = await RunAsync(records, Rows);
        Assert.Equal((0, 0, 5), (second.Created, second.Updated, second.Skipped));
    }

    [Fact]
    public async Task More_rows_than_a_chunk_get_numbers_without_gaps()
    {
        await using var records = await RecordsHost.StartAsync(DatabaseProvider.Sqlite);
        var rows = string.Concat(Enumerable.Range(1, 1201).Select(i => $"Family{i},K{i}\n"));
        var result = await RunAsync(records, "surname,id\n" + rows);
        Assert.Equal(1201, result.Created);
        var last = await records.InAsync(s => s.GetRequiredService<RecordsDb>().Clients.MaxAsync(c => c.Number));
        Assert.Equal("C-01201", last);
    }

    private static async Task<ImportResult> RunAsync(RecordsHost records, string text, bool dryRun = false)
    {
        var result = await records.InAsync(s => s.GetRequiredService<ImportClients>()
            .ExecuteAsync(new(new MemoryStream(Encoding.UTF8.GetBytes(text)), new Dictionary<string, string>(), dryRun), default));
        return result.Value;
    }

    private static Task<int> CountAsync(RecordsHost records) => records.InAsync(s => s.GetRequiredService<RecordsDb>().Clients.CountAsync());
}
