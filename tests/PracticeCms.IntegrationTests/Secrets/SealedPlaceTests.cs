using System.Security.Cryptography;
using PracticeCms.Files;
using PracticeCms.IntegrationTests.Records;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Files;
using PracticeCms.Records;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Notes;
using PracticeCms.Secrets;

namespace PracticeCms.IntegrationTests.Secrets;

/// <summary>What is sealed opens where it was put, for whom it was put there, and nowhere else.</summary>
public sealed class SealedPlaceTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_ciphertext_moved_to_another_row_field_client_or_practice_does_not_open(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database, "A", "a", "PracticeCms.Kernel", "PracticeCms.Records");
        await host.CreateBareAsync(database, "B", "b", "PracticeCms.Kernel", "PracticeCms.Records");
        var (one, other, row) = (Ids.New(), Ids.New(), new SealedField("Note", Ids.New(), "Body"));
        Task<string> SealAsync(string tenant, Guid client) => host.InAsync(tenant, s => s.GetRequiredService<IClientCipher>().SealAsync(client, "secret", row));
        Task<string?> OpenAsync(string tenant, Guid client, string text, SealedField field) => host.InAsync(tenant, s => s.GetRequiredService<IClientCipher>().OpenAsync(client, text, field));
        var text = await SealAsync("A", one);
        await SealAsync("A", other);
        await SealAsync("B", one);

        Assert.Equal("secret", await OpenAsync("A", one, text, row));
        Assert.NotEqual(text, await SealAsync("A", one));
        foreach (var (tenant, client, field) in ((string, Guid, SealedField)[])
            [("A", one, row with { Id = Ids.New() }), ("A", one, row with { Name = "Title" }), ("A", one, row with { Entity = "Task" }), ("A", other, row), ("A", Ids.New(), row), ("B", one, row)])
        {
            await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenAsync(tenant, client, text, field));
        }

        await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenAsync("A", one, "c2" + text[2..], row));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenAsync("A", one, text[..^2] + (text.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA"), row));

        // The key of a client is bound to the client, and a file to its own.
        await host.InAsync("A", s => InTransactionAsync(s, db => db.Database.ExecuteSqlAsync($"UPDATE kernel_subject_key SET wrapped = (SELECT wrapped FROM kernel_subject_key WHERE subject_id = {other}) WHERE subject_id = {one}")));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenAsync("A", one, text, row));
        var file = await host.InAsync("A", s => s.GetRequiredService<IFileStore>().SaveAsync(new MemoryStream([1, 2, 3]), other));
        Assert.NotNull(await host.InAsync("A", s => s.GetRequiredService<IFileStore>().OpenAsync(file.Id)));
        var third = Ids.New();
        await SealAsync("A", third);
        await host.InAsync("A", s => InTransactionAsync(s, db => db.Set<FileRow>().Where(f => f.Id == file.Id).ExecuteUpdateAsync(x => x.SetProperty(f => f.SubjectId, third))));
        await Assert.ThrowsAsync<DamagedFileException>(() => host.InAsync("A", s => s.GetRequiredService<IFileStore>().OpenAsync(file.Id)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_was_sealed_before_clients_had_keys_is_read_and_moves_under_them(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        var client = await records.CreateAsync("Ada", "Fernsby");
        var note = (await records.InAsync(s => s.GetRequiredService<WriteNote>().ExecuteAsync(new(client, "new text", true), default))).Value;
        var file = await records.InAsync(s => s.GetRequiredService<IFileStore>().SaveAsync(new MemoryStream([7])));
        var old = Ids.New();
        await records.InAsync(s => InTransactionAsync(s, _ =>
        {
            var db = s.GetRequiredService<RecordsDb>();
            var sealedText = s.GetRequiredService<IFieldCipher>().Encrypt("old text", "Note", old, "Body");
            db.Notes.Add(new Note { Id = old, ClientId = client, AuthorName = "Olive", BodySealed = sealedText, SignedAt = Instant.FromUtc(2026, 1, 1, 0, 0), SignedBy = "Olive" });
            db.Documents.Add(new() { Id = Ids.New(), ClientId = client, FileName = "x.txt", ContentType = "text/plain", Sha256 = "", FileId = file.Id, UploadedBy = "Olive" });
            return db.Clients.ExecuteUpdateAsync(c => c.SetProperty(x => x.CustomSealed, """{"Allergies": "penicillin"}"""));
        }));
        Assert.Equal("old text", await ReadAsync(old));

        await records.InAsync(s => ActivatorUtilities.CreateInstance<MoveUnderClients>(s).DoWorkAsync(default));

        Assert.Equal(("old text", "new text"), (await ReadAsync(old), await ReadAsync(note)));
        await records.InAsync(async s =>
        {
            var db = s.GetRequiredService<RecordsDb>();
            Assert.All(await db.Notes.Select(n => n.BodySealed).ToListAsync(), b => Assert.StartsWith("c1.", b, StringComparison.Ordinal));
            var row = await db.Clients.SingleAsync();
            Assert.StartsWith("\"c1.", row.CustomSealed, StringComparison.Ordinal);
            await s.GetRequiredService<ClientSecrets>().OpenAsync(row, default);
            Assert.Contains("penicillin", row.Custom, StringComparison.Ordinal);
            Assert.Equal(client, await s.GetRequiredService<KernelDb>().Set<FileRow>().Where(f => f.Id == file.Id).Select(f => f.SubjectId).SingleAsync());
            Assert.Equal(7, (await s.GetRequiredService<IFileStore>().OpenAsync(file.Id))!.ReadByte());

            // The move was the one change that the database admits.
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => InTransactionAsync(s, _ => db.Notes.Where(n => n.Id == old).ExecuteUpdateAsync(n => n.SetProperty(x => x.BodySealed, "c1.x"))));
            Assert.True(s.GetRequiredService<IDbErrors>().IsRefusedBy(refused, "note-locked"));
        });

        Task<string?> ReadAsync(Guid id) => records.InAsync(async s => await s.GetRequiredService<WriteNote>().ReadAsync(await s.GetRequiredService<RecordsDb>().Notes.SingleAsync(n => n.Id == id)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_identity_number_is_found_as_a_whole_and_stands_nowhere_in_the_clear(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        var client = (await records.CreateAsync(new ClientDetails { GivenName = "Ada", FamilyName = "Fernsby", IdentityNumber = "756.9217-0769.85", SaveAnyway = true })).Value;
        await records.CreateAsync("Bo", "Other");

        Assert.Equal(["Ada Fernsby"], await records.SearchAsync("756.9217-0769.85"));
        Assert.Equal(["Ada Fernsby"], await records.SearchAsync("756 9217 0769 85"));
        Assert.Equal(["Ada Fernsby"], await records.SearchAsync("7569217076985"));
        Assert.Empty(await records.SearchAsync("7569217076"));
        Assert.Equal(["Ada Fernsby"], await records.SearchAsync("fernsby ada"));
        Assert.Equal("IdentityNumber", (await records.CreateAsync(new ClientDetails { FamilyName = "X", IdentityNumber = "1<2" })).Problem!.Fields[0].Field);
        var rows = await records.InAsync(async s =>
        {
            var db = s.GetRequiredService<RecordsDb>();
            var row = await db.Clients.AsNoTracking().SingleAsync(c => c.Id == client);
            var (stored, sealedText) = (row.IdentityIndex, row.IdentitySealed);
            await s.GetRequiredService<ClientSecrets>().OpenAsync(row, default);
            Assert.Equal("756.9217-0769.85", row.IdentityNumber);
            return string.Join('\n', await db.SearchTerms.Select(t => t.Term).ToListAsync()) + stored + sealedText;
        });
        Assert.DoesNotContain("7692", rows, StringComparison.Ordinal);
        Assert.DoesNotContain("9217", rows, StringComparison.Ordinal);

        // A form that brings another number is found by the new one alone; one that brings none leaves it.
        await records.InAsync(s => s.GetRequiredService<UpdateClient>().ExecuteAsync(new(client, new ClientDetails { City = "Bath" }), default));
        Assert.Equal(["Ada Fernsby"], await records.SearchAsync("7569217076985"));
        await records.InAsync(s => s.GetRequiredService<UpdateClient>().ExecuteAsync(new(client, new ClientDetails { IdentityNumber = "AB 12345" }), default));
        Assert.Empty(await records.SearchAsync("7569217076985"));
        Assert.Equal(["Ada Fernsby"], await records.SearchAsync("ab12345"));
    }

    private static async Task<bool> InTransactionAsync(IServiceProvider services, Func<KernelDb, Task> work)
    {
        await services.GetRequiredService<IUnitOfWork>().RunAsync(_ => work(services.GetRequiredService<KernelDb>()));
        return true;
    }
}
