using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace PracticeCms.IntegrationTests.Durable.Faults;

/// <summary>A PostgreSQL of the test's own, which may be stopped under its users. Its connection string stands in a variable of its own.</summary>
internal sealed class OwnCluster : IAsyncDisposable
{
    private readonly string folder;
    private readonly bool ownsFolder;
    private readonly int? encryptedAt;

    private OwnCluster(string folder, bool ownsFolder, int? encryptedAt) => (this.folder, this.ownsFolder, this.encryptedAt) = (folder, ownsFolder, encryptedAt);

    public string Variable { get; } = $"PRACTICE_FAULT_{Ids.New():N}";

    public string Socket => Path.Combine(folder, $".s.PGSQL.{Port}");

    /// <summary>Where one that has a certificate listens too, by TLS.</summary>
    public Uri Encrypted => new($"tcp://localhost:{Port}");

    /// <summary>Its certificate in PEM, where it has one.</summary>
    public string CertificateFile => Path.Combine(folder, "server.crt");

    /// <summary>Process id of the server.</summary>
    public string ServerId => File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();

    /// <summary>The connection string by way of a listener.</summary>
    public string Through(Uri listener) => $"Host={listener.Host};Port={listener.Port};Username=practice;Database=postgres;Maximum Pool Size=40;Timeout=15";

    private string Data => Path.Combine(folder, "data");

    private string KeyFile => Path.Combine(folder, "server.key");

    private int Port => encryptedAt ?? 5432;

    private static string Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(v => Path.Combine(v, "bin")).Order().Last()
        : "";

    /// <param name="data">An existing folder for its files, such as a small disk.</param>
    /// <param name="certificate">What it shows at <see cref="Encrypted"/>; without one it listens at its socket alone.</param>
    public static async Task<OwnCluster> StartAsync(string? data = null, X509Certificate2? certificate = null)
    {
        Assert.SkipUnless(Programs.Length > 0, "PostgreSQL's programs are not installed.");
        var cluster = new OwnCluster(data ?? Directory.CreateTempSubdirectory("practice-fault-pg-").FullName, data is null, certificate is null ? null : PracticeProcess.FreePort());
        if (certificate is not null)
        {
            await cluster.KeepAsync(certificate);
        }

        if (Environment.UserName == "root")
        {
            await Shell.RunAsync("chown", "-R", "postgres", cluster.folder);
        }

        await cluster.RunAsync("initdb", "-D", cluster.Data, "-U", "practice", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--wal-segsize=1");
        await cluster.StartServerAsync();
        Environment.SetEnvironmentVariable(cluster.Variable, $"Host={cluster.folder};Port={cluster.Port};Username=practice;Database=postgres;Maximum Pool Size=40;Timeout=15");
        return cluster;
    }

    public Task StartServerAsync() => RunAsync(
        "pg_ctl", "-D", Data, "-l", Path.Combine(folder, "log"), "-w", "-o", $"-k {folder} {Listens} -c max_connections=120 -c shared_buffers=64MB -c max_wal_size=8MB -c min_wal_size=2MB", "start");

    /// <summary>As a crash of the server's machine: nothing is finished and nobody is told.</summary>
    public Task StopAtOnceAsync() => RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    public async ValueTask DisposeAsync()
    {
        await StopAtOnceAsync();
        Environment.SetEnvironmentVariable(Variable, null);
        if (ownsFolder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Listens => encryptedAt is null
        ? "-c listen_addresses=''"
        : $"-c listen_addresses=localhost -c port={Port} -c ssl=on -c ssl_cert_file={CertificateFile} -c ssl_key_file={KeyFile}";

    private async Task KeepAsync(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        await File.WriteAllTextAsync(CertificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(KeyFile, key.ExportPkcs8PrivateKeyPem());
        await Shell.RunAsync("chmod", "600", KeyFile); // with more, the server does not start
    }

    private Task RunAsync(string program, params string[] arguments)
    {
        string[] all = [Path.Combine(Programs, program), .. arguments];
        return Environment.UserName == "root" ? Shell.RunAsync("runuser", ["-u", "postgres", "--", .. all]) : Shell.RunAsync(all[0], all[1..]);
    }
}

/// <summary>Programs of the machine that make faults.</summary>
internal static class Shell
{
    public static async Task RunAsync(string program, params string[] arguments)
    {
        if (await TryAsync(program, arguments) is not 0 and var code)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}.");
        }
    }

    public static async Task<int> TryAsync(string program, params string[] arguments)
    {
        // Output goes nowhere: a server that stays would keep a pipe open.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments]) { UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, program)));
}
