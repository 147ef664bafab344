using System.Security.Cryptography;
using PracticeCms.Files;
using PracticeCms.IntegrationTests.Records;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Data;
using PracticeCms.Secrets;

namespace PracticeCms.IntegrationTests.Secrets;

public sealed class RotationTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task While_keys_are_rotated_every_read_succeeds(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        var field = new SealedField("Note", Ids.New(), "Body");
        var clients = Enumerable.Range(0, 600).Select(_ => Ids.New()).ToList();
        var texts = await records.InAsync(s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            var sealedTexts = new Dictionary<Guid, string>();
            foreach (var client in clients)
            {
                sealedTexts[client] = await s.GetRequiredService<IClientCipher>().SealAsync(client, client.ToString(), field, ct);
            }

            return sealedTexts;
        }));
        var (over, reads) = (false, 0);
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; !Volatile.Read(ref over) || i == 0; i++)
            {
                var client = clients[i % clients.Count];
                Assert.Equal(client.ToString(), await records.InAsync(s => s.GetRequiredService<IClientCipher>().OpenAsync(client, texts[client], field)));
                Interlocked.Increment(ref reads);
            }
        })).ToList();

        for (var version = 2; version <= 4; version++)
        {
            Assert.Equal(version, await records.InAsync(s => s.GetRequiredService<IPracticeKeys>().RotateAsync()));
            Assert.Equal(600, (await records.InAsync(s => s.GetRequiredService<IPracticeKeys>().StateAsync())).Waiting);
            await records.InAsync(s => s.GetRequiredService<RewrapKeys>().ExecuteAsync(null, default));
        }

        Volatile.Write(ref over, true);
        await Task.WhenAll(readers);
        Assert.True(reads >= 2);
        var state = await records.InAsync(s => s.GetRequiredService<IPracticeKeys>().StateAsync());
        Assert.Equal((4, 600, 0), (state.Version, state.ClientKeys, state.Waiting));

        // The first version is needed by none of them any more.
        await records.InAsync(s => s.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
            s.GetRequiredService<KernelDb>().Set<TenantKey>().Where(k => k.Purpose == TenantKeyUse.Data && k.Version > 1 && k.Version < 4).ExecuteDeleteAsync()));
        await records.InAsync(async s =>
        {
            s.GetRequiredService<TenantKeys>().Forget();
            Assert.Equal(clients[7].ToString(), await s.GetRequiredService<IClientCipher>().OpenAsync(clients[7], texts[clients[7]], field));
        });
    }

    [Fact]
    public async Task A_file_that_becomes_a_clients_while_keys_are_rotated_still_opens()
    {
        await using var records = await RecordsHost.StartAsync(DatabaseProvider.Postgres);
        var (client, files) = (Ids.New(), new List<Guid>());
        for (var i = 0; i < 100; i++)
        {
            var content = new byte[] { (byte)i };
            files.Add((await records.InAsync(s => s.GetRequiredService<IFileStore>().SaveAsync(new MemoryStream(content)))).Id);
        }

        await records.InAsync(s => s.GetRequiredService<IPracticeKeys>().RotateAsync());
        var moving = Task.Run(async () =>
        {
            foreach (var file in files)
            {
                Assert.True(await records.InAsync(s => s.GetRequiredService<IFileStore>().MoveUnderAsync(file, client)));
            }
        });
        await Task.WhenAll(moving, records.InAsync(s => s.GetRequiredService<RewrapKeys>().ExecuteAsync(null, default)));

        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            Assert.Equal((byte)i, Assert.Single(await records.InAsync(async s =>
            {
                await using var stream = await s.GetRequiredService<IFileStore>().OpenAsync(file);
                using var copy = new MemoryStream();
                await stream!.CopyToAsync(copy);
                return copy.ToArray();
            })));
        }
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_rotated_master_key_opens_everything_and_one_that_broke_off_goes_on()
    {
        var data = Directory.CreateTempSubdirectory("practice-master-").FullName;
        try
        {
            var (client, field) = (Ids.New(), new SealedField("Note", Ids.New(), "Body"));
            var host = await TestHost.StartAsync(data);
            await host.CreateBareAsync(DatabaseProvider.Sqlite, features: ["PracticeCms.Kernel", "PracticeCms.Records"]);
            var text = await host.InAsync("Default", s => s.GetRequiredService<IClientCipher>().SealAsync(client, "secret", field));
            using (var http = new HttpClient { BaseAddress = host.Address })
            {
                using var page = await http.GetAsync("account/signin"); // makes the keys of cookies and forms
            }

            var busy = await host.InAsync("Default", async s =>
            {
                await s.GetRequiredService<ITenantConnection>().OpenAsync();
                return await RotateAsync(data);
            });
            Assert.Contains("stop the host first", busy.Problem!.Message, StringComparison.Ordinal);
            await host.DisposeAsync();
            var before = await File.ReadAllTextAsync(Path.Combine(data, "keys", "master.key"));

            // As if the machine had stopped after the first practice.
            var next = new MasterKey(RandomNumberGenerator.GetBytes(32));
            next.SaveTo(Path.Combine(data, "keys", "master.key.next"));
            Assert.Contains("broke off", Assert.Throws<MasterKeyException>(() => MasterKey.Load(data, null)).Message, StringComparison.Ordinal);
            var rotated = await RotateAsync(data);

            Assert.True(rotated.Succeeded, rotated.Problem?.Message);
            Assert.Equal((next.Id, 1), (rotated.Value.After, rotated.Value.Practices));
            Assert.NotEqual(before, await File.ReadAllTextAsync(Path.Combine(data, "keys", "master.key")));
            Assert.DoesNotContain(Directory.GetFiles(Path.Combine(data, "keys")), f => f.EndsWith(".next", StringComparison.Ordinal));
            await using var again = await TestHost.StartAsync(data);
            Assert.Equal("secret", await again.InAsync("Default", s => s.GetRequiredService<IClientCipher>().OpenAsync(client, text, field)));
            Assert.Equal(2, again.App.Services.GetRequiredService<PracticeCms.Kernel.Audit.Proof.AuditKeys>().Published().Count);
            Assert.True((await again.InAsync("Default", s => s.GetRequiredService<PracticeCms.Audit.IAuditProof>().CheckAsync())).IsIntact);
            Assert.All(Directory.GetFiles(Path.Combine(data, "keys", "protection")), f => Assert.Contains($"master=\"{next.Id}\"", File.ReadAllText(f), StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task The_host_refuses_to_start_with_another_master_key_and_names_both()
    {
        var data = Directory.CreateTempSubdirectory("practice-wrong-").FullName;
        try
        {
            var right = MasterKey.Load(data, null);
            var wrong = RandomNumberGenerator.GetBytes(32);

            var (code, said) = await PracticeProcess.RunAsync(data, ["serve", "--urls", "http://127.0.0.1:0"], environment: (MasterKey.Variable, Convert.ToBase64String(wrong)));

            Assert.NotEqual(0, code);
            Assert.Contains(right.Id, said, StringComparison.Ordinal);
            Assert.Contains(new MasterKey(wrong).Id, said, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<Result<RotateMaster.Rotated>> RotateAsync(string data)
    {
        await using var app = TestHost.Compose(data);
        return await app.Services.GetRequiredService<RotateMaster>().ExecuteAsync(null, null, default);
    }
}
