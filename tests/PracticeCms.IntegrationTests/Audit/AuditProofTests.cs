using System.Text.Json;
using PracticeCms.Audit;
using PracticeCms.Backups;
using PracticeCms.Durable;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Jobs;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.IntegrationTests.Audit;

public sealed class AuditProofTests
{
    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_was_written_is_sealed_signed_and_copied(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(provider);
        await WriteAsync(host, 700);

        await SealAsync(host);

        var verdict = await VerifyAsync(host);
        Assert.True(verdict.IsIntact, string.Join("; ", verdict.Faults));
        Assert.True(verdict.Size >= 700);
        Assert.Equal((verdict.Size, 0), (verdict.ProvenTo, verdict.Waiting));
        Assert.NotEmpty(Copied(host)); // the host itself may have signed before
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_database_refuses_to_change_what_was_written(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(provider);
        await WriteAsync(host, 3);
        await SealAsync(host);

        string[] statements =
        [
            .. ((string[])["kernel_audit_event", "kernel_audit_leaf", "kernel_audit_checkpoint", "kernel_audit_log"]).SelectMany(t => (string[])[$"DELETE FROM {t}", provider == DatabaseProvider.Postgres ? $"TRUNCATE {t} CASCADE" : $"DELETE FROM {t} WHERE 1 = 1"]),
            "UPDATE kernel_audit_event SET actor_name = 'Nobody'", "UPDATE kernel_audit_leaf SET sequence = sequence + 1", "UPDATE kernel_audit_checkpoint SET note = ''",
            .. provider == DatabaseProvider.Sqlite ? (string[])["INSERT OR REPLACE INTO kernel_audit_event SELECT * FROM kernel_audit_event"] : [],
        ];
        foreach (var statement in statements)
        {
            var refusal = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => SqlAsync(host, statement));
            Assert.Contains("audit-is-append-only", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Who_changes_an_event_in_spite_of_that_is_found_with_its_place(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(provider);
        await WriteAsync(host, 300);
        await SealAsync(host);

        await UnguardAsync(host, provider);
        await SqlAsync(host, "UPDATE kernel_audit_event SET reason = 'nothing happened' WHERE id = (SELECT event_id FROM kernel_audit_leaf WHERE sequence = 217)");
        Assert.Equal(217, (await VerifyAsync(host)).FirstBad);
        await SqlAsync(host, "DELETE FROM kernel_audit_event WHERE id = (SELECT event_id FROM kernel_audit_leaf WHERE sequence = 84)");
        Assert.Equal(84, (await VerifyAsync(host)).FirstBad);
        await SqlAsync(host, "DELETE FROM kernel_audit_pending");
        await WriteAsync(host, 1);
        await SqlAsync(host, "DELETE FROM kernel_audit_pending");
        Assert.Contains((await VerifyAsync(host)).Faults, f => f.What.Contains("outside of the sequence", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("client_id = lower(client_id)")]
    [InlineData("client_id = '{' || client_id || '}'")]
    [InlineData("client_id = replace(client_id, '-', '')")]
    [InlineData("client_id = CAST(client_id AS BLOB)")]
    [InlineData("at = replace(at, ' ', 'T')")]
    public async Task An_event_that_no_search_finds_any_more_is_not_what_was_sealed(string change)
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        await WriteAsync(host, 60);
        await SealAsync(host);
        Assert.True((await VerifyAsync(host)).IsIntact);

        await UnguardAsync(host, DatabaseProvider.Sqlite);
        var sequence = await LastSequenceAsync(host);
        await SqlAsync(host, $"UPDATE kernel_audit_event SET {change} WHERE id = (SELECT event_id FROM kernel_audit_leaf WHERE sequence = {sequence})");

        Assert.Equal(sequence, (await VerifyAsync(host)).FirstBad);
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_damaged_log_is_one_incident_for_as_long_as_it_stands(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(provider);
        await WriteAsync(host, 3);
        await SealAsync(host);
        await VerifyAtNightAsync(host);
        Assert.Equal(0, (await IncidentsAsync(host)).Open);

        await UnguardAsync(host, provider);
        await SqlAsync(host, "UPDATE kernel_audit_event SET reason = 'nothing happened' WHERE id = (SELECT event_id FROM kernel_audit_leaf WHERE sequence = 2)");
        await VerifyAtNightAsync(host);
        await VerifyAtNightAsync(host);

        var incident = Assert.Single((await IncidentsAsync(host)).Incidents);
        Assert.StartsWith("The audit is not what was signed.", incident.Sentence, StringComparison.Ordinal);
        await host.InAsync("Default", s => s.GetRequiredService<IIncidents>().SkipAsync(incident.Id, "Looked at by the court's expert"));
        await VerifyAtNightAsync(host);
        Assert.Equal(1, (await IncidentsAsync(host)).Open);

        foreach (var minute in (string[])["1", "2"])
        {
            await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<IOutbox>().EnqueueAsync(AuditChecks.Kind, minute, new { }, ct: ct)));
            await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");
        }

        Assert.Equal(2, (await IncidentsAsync(host)).Open); // found by night, and found when somebody asked
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Many_sealers_at_once_give_every_event_one_place(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(provider);

        var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => WriteAsync(host, 150))));
        while (!writing.IsCompleted)
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SealAsync(host)));
        }

        await writing;
        await SealAsync(host);

        var verdict = await VerifyAsync(host);
        Assert.True(verdict.IsIntact, string.Join("; ", verdict.Faults));
        Assert.Equal(0, verdict.Waiting);
        Assert.True(verdict.Size >= 1_200, $"{verdict.Size}");
    }

    [Fact]
    public async Task A_checkpoint_that_a_sudden_end_kept_from_its_copy_is_copied_with_the_next()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        var copy = Path.Combine(host.DataFolder, "audit", "Default", "checkpoints");
        await WriteAsync(host, 2);
        await SealAsync(host);
        var first = await File.ReadAllTextAsync(copy);
        await WriteAsync(host, 2);
        await SealAsync(host);
        await File.WriteAllTextAsync(copy, first + "{\"size\":");

        await using var again = await TestHost.StartAsync(host.DataFolder);
        await WriteAsync(again, 2);
        await SealAsync(again);

        Assert.Equal(3, Copied(host).Count);
        Assert.True((await VerifyAsync(again)).IsIntact); // the half line harms nobody
    }

    [Fact]
    public async Task Copies_that_begin_anew_without_a_restore_are_a_fault()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        await WriteAsync(host, 2);
        await SealAsync(host);
        CopyFile.Begin(Path.Combine(host.DataFolder, "audit"), "Default");
        await WriteAsync(host, 2);
        await SealAsync(host);

        Assert.Contains((await VerifyAsync(host)).Faults, f => f.What.Contains("begins anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restore_vouches_for_the_copies_that_it_left_behind_and_for_no_others()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        await WriteAsync(host, 2);
        await SealAsync(host);
        await RestoredAsync(host); // it has lost nothing, so that its copies go on
        Assert.True((await VerifyAsync(host)).IsIntact);

        CopyFile.Begin(Path.Combine(host.DataFolder, "audit"), "Default");
        await WriteAsync(host, 2);
        await SealAsync(host);
        Assert.Contains((await VerifyAsync(host)).Faults, f => f.What.Contains("begins anew", StringComparison.Ordinal));

        await RestoredAsync(host);
        Assert.DoesNotContain((await VerifyAsync(host)).Faults, f => f.What.Contains("begins anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_keeps_no_other_from_its_copy()
    {
        var (dead, share) = (Path.GetTempFileName(), Directory.CreateTempSubdirectory("practice-copies-").FullName);
        await using var host = await TestHost.StartAsync(configuration: new Dictionary<string, string?> { ["Practice:Audit:Copies:0"] = dead, ["Practice:Audit:Copies:1"] = share });
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        await WriteAsync(host, 2);
        await SealAsync(host);

        Assert.Equal(Copied(host), CopyFile.Read(CopyFile.Newest(share, "Default")));
    }

    [Fact]
    public async Task A_public_key_that_somebody_has_put_beside_ours_is_not_believed()
    {
        await using var host = await TestHost.StartAsync();
        var keys = host.App.Services.GetRequiredService<AuditKeys>();
        var own = Assert.Single(keys.Published());
        using var stranger = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var folder = Path.Combine(host.DataFolder, "keys", "audit");
        await File.WriteAllTextAsync(Path.Combine(folder, "00000000.pub"), stranger.ExportSubjectPublicKeyInfoPem() + "\n");
        File.Copy(Directory.GetFiles(folder, "*.mac")[0], Path.Combine(folder, "00000000.pub.mac"));

        Assert.Equal(own, Assert.Single(keys.Published()));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task The_command_line_verifies_proves_and_exports_what_another_program_verifies()
    {
        var data = Directory.CreateTempSubdirectory("practice-audit-").FullName;
        try
        {
            await PracticeProcess.RunAsync(data, ["setup", "--recipe", "blank", "--name", "Harbour", "--admin-email", StaffSession.Email, "--password-env", "PRACTICE_PASSWORD"]);
            var export = Path.Combine(data, "audit.jsonl");

            var (exported, said) = await PracticeProcess.RunAsync(data, ["audit", "export", "--out", export, "--json"], onlyOutput: true);
            Assert.True(exported == 0, said);
            var (intact, verdict) = await JsonAsync(data, "audit", "verify");
            var (fromFile, _) = await JsonAsync(data, "audit", "verify", "--file", export);
            var (proven, proof) = await JsonAsync(data, "audit", "proof", "--sequence", "2");
            var (nothing, _) = await PracticeProcess.RunAsync(data, ["audit", "proof", "--sequence", "999999"]);

            Assert.Equal((0, 0, 0, 3), (intact, fromFile, proven, nothing));
            Assert.True(verdict.GetProperty("intact").GetBoolean());
            Assert.Equal(verdict.GetProperty("events").GetInt64(), verdict.GetProperty("provenTo").GetInt64());
            AssertProof(proof);
            var key = Directory.GetFiles(Path.Combine(data, "keys", "audit"), "*.pub")[0];
            Assert.True(Assert.Single(await SecondVerifier.RunAsync([export, key])).Intact);

            await File.WriteAllTextAsync(export, (await File.ReadAllTextAsync(export)).Replace("\"created\"", "\"viewed\"", StringComparison.Ordinal));
            var (changed, _) = await JsonAsync(data, "audit", "verify", "--file", export);
            Assert.Equal(2, changed);
            Assert.False(Assert.Single(await SecondVerifier.RunAsync([export, key])).Intact);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static void AssertProof(JsonElement proof)
    {
        var keys = proof.GetProperty("note").GetString()!;
        var fields = proof.GetProperty("event").EnumerateArray().Select(f => f.GetString()).ToList();
        var sequence = proof.GetProperty("sequence").GetInt64();
        var hash = EventHash.Next(sequence, EventHash.Canonical(fields), proof.GetProperty("before").GetBytesFromBase64());
        Assert.Equal(proof.GetProperty("hash").GetBytesFromBase64(), hash);
        var checkpoint = Checkpoint.Parse(keys[..(keys.IndexOf("\n\n", StringComparison.Ordinal) + 1)])!;
        var path = proof.GetProperty("path").EnumerateArray().Select(p => p.GetBytesFromBase64()).ToList();
        Assert.True(MerkleTree.Includes(hash, sequence - 1, checkpoint.Size, path, checkpoint.Root));
    }

    private static async Task<(int Code, JsonElement Json)> JsonAsync(string data, params string[] verb)
    {
        var (code, said) = await PracticeProcess.RunAsync(data, [.. verb, "--json"], onlyOutput: true);
        return (code, JsonDocument.Parse(said).RootElement);
    }

    private static IReadOnlyList<CopyFile.Line> Copied(TestHost host) => CopyFile.Read(CopyFile.Newest(Path.Combine(host.DataFolder, "audit"), "Default"));

    private static TenantShell Shell(TestHost host) => host.App.Services.GetRequiredService<TenantRegistry>().Find("Default")!;

    private static Task WriteAsync(TestHost host, int events) => host.InAsync("Default", async services =>
    {
        var trail = services.GetRequiredService<IAuditTrail>();
        for (var i = 0; i < events; i += 50)
        {
            await services.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
            {
                for (var n = i; n < Math.Min(i + 50, events); n++)
                {
                    trail.Record("tested", "Thing", clientId: Ids.New(), reason: "Grüße, \"quoted\"\n");
                }

                return Task.FromResult(true);
            });
        }
    });

    private static Task RestoredAsync(TestHost host) => host.InAsync("Default", services => ActivatorUtilities.CreateInstance<RestoredAudit>(services)
        .RestoredAsync(new RestoredBackup(host.Clock.GetCurrentInstant(), "0.1.0", false), TestContext.Current.CancellationToken));

    /// <summary>Of an event about a client.</summary>
    private static Task<long> LastSequenceAsync(TestHost host) => host.InAsync("Default", services =>
    {
        var db = services.GetRequiredService<PracticeCms.Kernel.Data.KernelDb>();
        return db.Set<AuditLeaf>().Where(l => db.Set<AuditEvent>().Any(e => e.Id == l.EventId && e.ClientId != null)).MaxAsync(l => l.Sequence);
    });

    private static async Task UnguardAsync(TestHost host, DatabaseProvider provider)
    {
        foreach (var trigger in provider == DatabaseProvider.Sqlite ? (string[])["kernel_audit_event_no_update", "kernel_audit_event_no_delete"] : ["kernel_audit_event_refuse"])
        {
            await SqlAsync(host, provider == DatabaseProvider.Sqlite ? $"DROP TRIGGER {trigger}" : $"ALTER TABLE kernel_audit_event DISABLE TRIGGER {trigger}");
        }
    }

    private static async Task VerifyAtNightAsync(TestHost host)
    {
        host.Clock.Advance(Duration.FromDays(1));
        var task = typeof(VerifyDaily).FullName!;
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct =>
            s.GetRequiredService<IOutbox>().EnqueueAsync(BackgroundSchedules.Kind, BackgroundSchedules.KeyOf(task, host.Clock.GetCurrentInstant()), new TaskRun(task), ct: ct)));
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");
    }

    private static Task<IncidentPage> IncidentsAsync(TestHost host) => host.InAsync("Default", s => s.GetRequiredService<IIncidents>().ListAsync(true, 1, 10));

    private static async Task SealAsync(TestHost host)
    {
        var seal = host.App.Services.GetRequiredService<SealAudit>();
        while (await seal.ExecuteAsync(Shell(host), sign: true, TestContext.Current.CancellationToken) == SealAudit.Outcome.Elsewhere)
        {
            // The host's own sealer is at it.
        }
    }

    private static Task<AuditVerdict> VerifyAsync(TestHost host)
    {
        var verify = new VerifyAudit(host.App.Services.GetRequiredService<AuditKeys>().Published());
        return host.App.Services.GetRequiredService<ReadAuditCopy>().ExecuteAsync(Shell(host), copy => verify.ExecuteAsync(copy), TestContext.Current.CancellationToken);
    }

    private static Task SqlAsync(TestHost host, string sql) => host.App.Services.GetRequiredService<AuditConnections>().InTransactionAsync(
        Shell(host),
        async (connection, transaction, ct) =>
        {
            await using var command = connection.CreateCommand();
            (command.Transaction, command.CommandText) = (transaction, sql);
            await command.ExecuteNonQueryAsync(ct);
        },
        TestContext.Current.CancellationToken);
}
