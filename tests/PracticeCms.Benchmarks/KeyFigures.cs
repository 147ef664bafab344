using PracticeCms.Kernel.Crypto;
using PracticeCms.Secrets;

namespace PracticeCms.Benchmarks;

/// <summary>The keys of 100,000 clients, wrapped anew while records are read.</summary>
internal static class KeyFigures
{
    private const int Clients = 100_000;
    private const int Piece = 5_000;
    private static readonly SealedField Field = new("Note", Ids.New(), "Body");

    public static async Task RunAsync(BenchRun run)
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite, features: ["PracticeCms.Kernel", "PracticeCms.Records"]);
        var clients = new List<Guid>(Clients);
        BenchRun.Say($"Making {Clients} keys");
        while (clients.Count < Clients)
        {
            var some = Enumerable.Range(0, Piece).Select(_ => Ids.New()).ToList();
            await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
            {
                foreach (var client in some)
                {
                    await s.GetRequiredService<SubjectKeys>().NeedAsync(client, ct);
                }
            }));
            clients.AddRange(some);
        }

        var text = await host.InAsync("Default", s => s.GetRequiredService<IClientCipher>().SealAsync(clients[0], "text", Field));
        using var over = new CancellationTokenSource();
        var (reads, failed) = (0, 0);
        var reader = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                reads++;
                failed += await ReadsAsync(host, clients[0], text) ? 0 : 1;
            }
        });
        var began = Stopwatch.GetTimestamp();
        await host.InAsync("Default", s => s.GetRequiredService<IPracticeKeys>().RotateAsync());
        await host.InAsync("Default", s => s.GetRequiredService<RewrapKeys>().ExecuteAsync(null, default));
        run.Print("keys.rewrap-100000", Stopwatch.GetElapsedTime(began).TotalSeconds, "s");
        await over.CancelAsync();
        await reader;
        run.Print("keys.reads-meanwhile", reads, "reads");
        run.Print("keys.reads-failed", failed, "reads");
    }

    private static async Task<bool> ReadsAsync(TestHost host, Guid client, string text)
    {
        try
        {
            return await host.InAsync("Default", s => s.GetRequiredService<IClientCipher>().OpenAsync(client, text, Field)) == "text";
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }
}
