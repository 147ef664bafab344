using PracticeCms.Access;
using PracticeCms.Durable;
using PracticeCms.Records;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Contracts;
using PracticeCms.Records.Notes;

namespace PracticeCms.IntegrationTests.Records;

public sealed class ClientTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_refused_client_takes_no_number_and_a_failed_transaction_at_most_one(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        await records.CreateAsync("Ada", "Fernsby", "ada@example.com");
        Assert.False((await records.CreateAsync(new ClientDetails { FamilyName = "Fernsby", Email = "ada@example.com" })).Succeeded);
        await Assert.ThrowsAsync<InvalidOperationException>(() => records.InAsync(s => s.GetRequiredService<IUnitOfWork>().RunAsync<bool>(async ct =>
        {
            await s.GetRequiredService<IClients>().CreateAsync(new NewClient("Bo", "Lost", null, null), ct);
            throw new InvalidOperationException("the power fails");
        })));
        await records.CreateAsync("Cleo", "Kettlewell");
        var numbers = await records.InAsync(s => s.GetRequiredService<RecordsDb>().Clients.OrderBy(c => c.Number).Select(c => c.Number).ToListAsync());
        Assert.Equal(["C-00001", database == DatabaseProvider.Postgres ? "C-00003" : "C-00002"], numbers);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Twenty_clients_added_at_once_get_twenty_numbers(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => records.CreateAsync("Given", $"Family{i}")));
        var numbers = await records.InAsync(s => s.GetRequiredService<RecordsDb>().Clients.OrderBy(c => c.Number).Select(c => c.Number).ToListAsync());
        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"C-{i:00000}"), numbers);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_client_is_found_by_the_beginnings_of_words(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        var zoe = await records.CreateAsync("Zoë", "Kettlewell", "zoe@example.com", "(202) 555-0143");
        await records.CreateAsync("Zora", "Fernsby");
        Assert.Equal(["Zora Fernsby", "Zoë Kettlewell"], await records.SearchAsync("zo"));
        foreach (var query in (string[])["zoe", "ZOË kett", "kettle zo", "202-555-0143", "+1 202 5550143", "zoe@ex", "C-00001"])
        {
            Assert.Equal(["Zoë Kettlewell"], await records.SearchAsync(query));
        }

        Assert.Empty(await records.SearchAsync("zoe fernsby"));
        await records.InAsync(s => s.GetRequiredService<UpdateClient>().ExecuteAsync(new(zoe, new ClientDetails { FamilyName = "Waterlily" }), default));
        Assert.Empty(await records.SearchAsync("kettle"));
        Assert.Equal(["Zoë Waterlily"], await records.SearchAsync("waterl"));
        await records.InAsync(s => s.GetRequiredService<ChangeClientStatus>().ExecuteAsync(zoe, ClientStatus.Archived, default));
        Assert.Empty(await records.SearchAsync("waterl"));
    }

    [Fact]
    public async Task Who_may_see_no_record_finds_none()
    {
        await using var records = await RecordsHost.StartAsync(DatabaseProvider.Sqlite);
        var id = await records.CreateAsync("Ada", "Fernsby", "ada@example.com");
        await records.InAsync(async s =>
        {
            using var stranger = s.GetRequiredService<ICurrentActor>().ActAs(ActorKind.Anonymous, "stranger");
            var clients = s.GetRequiredService<IClients>();
            Assert.Null(await clients.FindAsync(id));
            Assert.Empty(await clients.FindAsync([id]));
            Assert.Empty(await clients.SearchAsync("ada", 10));
            Assert.Equal("not-found", (await s.GetRequiredService<UpdateClient>().ExecuteAsync(new(id, new ClientDetails()), default)).Problem?.Code);
        });
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_booking_meets_the_client_that_is_there_already(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        var ada = await records.CreateAsync("Ada", "Fernsby", "home@example.com", "202-555-0143");
        var bo = await records.CreateAsync("Bo", "Fernsby", "home@example.com");
        Task<Guid> Book(string given, string family, string? email, string? phone) => records.InAsync(async s =>
        {
            using var stranger = s.GetRequiredService<ICurrentActor>().ActAs(ActorKind.Anonymous, "booking page");
            return (await s.GetRequiredService<IClients>().FindOrCreateAsync(new NewClient(given, family, email, phone))).Value;
        });
        Assert.Equal(ada, await Book("Ada", "fernsby", "HOME@example.com", null));
        Assert.Equal(bo, await Book("Bo", "Fernsby", "home@example.com", null));
        Assert.Equal(ada, await Book("A.", "Fernsby", null, "+1 202 555 0143"));
        Assert.DoesNotContain(await Book("Ada", "Other", "home@example.com", null), (Guid[])[ada, bo]);
    }

    [Fact]
    public async Task Many_first_bookings_of_one_person_at_once_make_one_client()
    {
        await using var records = await RecordsHost.StartAsync(DatabaseProvider.Postgres);

        var clients = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => records.InAsync(async s =>
        {
            using var stranger = s.GetRequiredService<ICurrentActor>().ActAs(ActorKind.Anonymous, "booking page");
            return (await s.GetRequiredService<IClients>().FindOrCreateAsync(new NewClient("Ada", "Fernsby", i % 2 == 0 ? "ada@example.com" : "ADA@example.com", "202-555-0143"))).Value;
        }))));

        Assert.Single(clients.Distinct());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_stale_change_is_refused_and_a_change_to_nothing_is_none(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        var id = await records.CreateAsync("Ada", "Fernsby");
        Task<Result<Guid>> Change(string city, long version) => records.InAsync(s =>
            s.GetRequiredService<UpdateClient>().ExecuteAsync(new(id, new ClientDetails { City = city, Version = version }), default));
        var version = await Version();
        Assert.True((await Change("Mapleford", version)).Succeeded);
        Assert.Equal(UpdateClient.StaleCode, (await Change("Elsewhere", version)).Problem?.Code);
        var after = await Version();
        Assert.True((await Change("Mapleford", after)).Succeeded);
        Assert.Equal(after, await Version());

        Task<long> Version() => records.InAsync(s => s.GetRequiredService<RecordsDb>().Clients.Where(c => c.Id == id).Select(c => c.Version).SingleAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_signed_note_is_locked_even_against_the_database(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        var client = await records.CreateAsync("Ada", "Fernsby");
        Task<Result<Guid>> Write(string text, bool sign, Guid? note = null, Guid? addendumTo = null) => records.InAsync(s =>
            s.GetRequiredService<WriteNote>().ExecuteAsync(new(client, text, sign, note, null, addendumTo), default));
        var id = (await Write("draft", false)).Value;
        Assert.Equal("note-not-signed", (await Write("more", false, addendumTo: id)).Problem?.Code);
        Assert.True((await Write("final", true, id)).Succeeded);
        Assert.Equal("note-locked", (await Write("changed", false, id)).Problem?.Code);
        Assert.True((await Write("more", true, addendumTo: id)).Succeeded);
        await records.InAsync(async s =>
        {
            var db = s.GetRequiredService<RecordsDb>();
            var error = await Assert.ThrowsAnyAsync<Exception>(() => s.GetRequiredService<IUnitOfWork>().RunAsync(ct =>
                db.Notes.Where(n => n.Id == id).ExecuteUpdateAsync(n => n.SetProperty(x => x.BodySealed, "changed"), ct)));
            Assert.True(s.GetRequiredService<IDbErrors>().IsRefusedBy(error, "note-locked"));
            var note = await db.Notes.AsNoTracking().SingleAsync(n => n.Id == id);
            Assert.Equal("final", await s.GetRequiredService<WriteNote>().ReadAsync(note));
            Assert.DoesNotContain("final", note.BodySealed, StringComparison.Ordinal);
        });
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_signed_note_that_was_changed_or_taken_with_the_locks_off_is_found(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        var client = await records.CreateAsync("Ada", "Fernsby");
        Task<Guid> WriteAsync(string text, bool sign, Guid? note = null) => records.InAsync(async s =>
            (await s.GetRequiredService<WriteNote>().ExecuteAsync(new(client, text, sign, note), default)).Value);
        Task<int> DoAsync(string sql) => records.InAsync(s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<RecordsDb>().Database.ExecuteSqlRawAsync(sql, ct)));
        Task CheckAsync() => records.InAsync(s => ActivatorUtilities.CreateInstance<CheckSignedNotes>(s).DoWorkAsync(default));
        var id = await WriteAsync("Takes two a day", false);
        var draft = await records.InAsync(s => s.GetRequiredService<RecordsDb>().Notes.Select(n => n.BodySealed).SingleAsync());
        await WriteAsync("Takes one a day", true, id);
        await WriteAsync("Still a draft", false);

        await CheckAsync();
        Assert.True(await records.IsRefusedAsync("note-locked", "DELETE FROM records_note WHERE signed_at IS NOT NULL"));

        foreach (var trigger in (string[])["records_note_locked", "records_note_kept"])
        {
            await DoAsync($"DROP TRIGGER {trigger}{(database == DatabaseProvider.Postgres ? " ON records_note" : "")}");
        }

        Assert.Equal(1, await DoAsync($"UPDATE records_note SET body_sealed = '{draft}' WHERE signed_at IS NOT NULL"));
        Assert.Contains("1 are not what was signed, and 0 are gone", (await Assert.ThrowsAsync<PermanentFailureException>(CheckAsync)).Message, StringComparison.Ordinal);
        Assert.Equal(1, await DoAsync("DELETE FROM records_note WHERE signed_at IS NOT NULL"));
        Assert.Contains("0 are not what was signed, and 1 are gone", (await Assert.ThrowsAsync<PermanentFailureException>(CheckAsync)).Message, StringComparison.Ordinal);
    }
}
