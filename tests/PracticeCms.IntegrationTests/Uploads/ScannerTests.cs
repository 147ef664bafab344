using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using PracticeCms.Audit;
using PracticeCms.Files;
using PracticeCms.Health;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Uploads;
using Door = PracticeCms.Kernel.Uploads.Uploads;

namespace PracticeCms.IntegrationTests.Uploads;

public sealed class ScannerTests
{
    // The industry's harmless test file (EICAR), in two pieces so that no scanner takes this source for one.
    private const string Eicar = @"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
    private static readonly UploadRule Rule = new("File", 1024 * 1024, ".txt");
    private static readonly UploadPlaces Places = new();

    [Fact]
    public async Task A_clean_file_is_taken_and_the_scanner_saw_all_of_it()
    {
        byte[] seen = [];
        await using var clamd = new FakeClamd(file => (seen = file, "stream: OK\0").Item2);
        var content = new string('a', 200_000);

        Assert.Null((await UploadAsync(clamd.Address, content)).Problem?.Message);
        Assert.Equal(content, Encoding.ASCII.GetString(seen));
    }

    [Fact]
    public async Task An_infected_file_is_refused()
    {
        await using var clamd = new FakeClamd(file => Encoding.ASCII.GetString(file) == Eicar ? "stream: Eicar-Signature FOUND\0" : "stream: OK\0");

        var refused = (await UploadAsync(clamd.Address, Eicar)).Problem;
        Assert.Equal(ProblemKind.Invalid, refused?.Kind);
        Assert.Contains("virus scanner refused", refused!.Message, StringComparison.Ordinal);
        Assert.True((await UploadAsync(clamd.Address, "a letter")).Succeeded);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("stream: OK")]
    [InlineData("HTTP/1.1 200 OK\0")]
    [InlineData("stream: OK but not quite\0")]
    [InlineData("stream:  FOUND\0")]
    [InlineData("stream: Can't allocate memory ERROR\0")]
    public async Task Without_a_plain_answer_nothing_is_taken(string? answer)
    {
        await using var clamd = new FakeClamd(_ => answer);

        var refused = (await UploadAsync(clamd.Address, "a letter")).Problem;
        Assert.Equal(ProblemKind.External, refused?.Kind);
        Assert.Contains("Nothing was stored", refused!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_larger_than_the_scanner_takes_is_not_taken()
    {
        await using var clamd = new FakeClamd(_ => "stream: OK\0", largest: 1_000);

        Assert.Equal(ProblemKind.External, (await UploadAsync(clamd.Address, new string('a', 900_000))).Problem?.Kind);
    }

    [Fact]
    public async Task Nobody_listening_is_no_clean_file()
    {
        string address;
        await using (var clamd = new FakeClamd(_ => null))
        {
            address = clamd.Address;
        }

        Assert.Equal(ProblemKind.External, (await UploadAsync(address, "a letter")).Problem?.Kind);
        Assert.Equal(ProblemKind.External, (await UploadAsync("/no/such/socket", "a letter")).Problem?.Kind);
    }

    [Theory]
    [InlineData("clamav:99999")]
    [InlineData("http://clamav")]
    [InlineData("clam av")]
    public void An_address_that_cannot_be_read_is_said(string address) => Assert.Throws<InvalidOperationException>(() => Scanner(address));

    private static Task<Result<AcceptedFile>> UploadAsync(string address, string content) =>
        new Door(Scanner(address), new NoTrail(), new TenantDefinition { Name = "Default" }, Places, NullLogger<Door>.Instance)
            .AcceptAsync(new ReceivedFile("letter.txt", "text/plain", new MemoryStream(Encoding.ASCII.GetBytes(content))), Rule);

    [Theory]
    [InlineData("", false)]
    [InlineData("/run/clamd.sock", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("[::1]:3310", false)]
    [InlineData("localhost:3310", false)]
    [InlineData("clamav:3310", true)]
    [InlineData("localhost.example", true)]
    [InlineData("10.0.0.7:3310", true)]
    public void Files_that_leave_the_machine_are_known_to(string address, bool leaves) => Assert.Equal(leaves, Address(address).LeavesTheMachine);

    [Fact]
    public async Task A_scanner_elsewhere_is_warned_of()
    {
        await using var clamd = new FakeClamd(_ => "stream: OK\0");
        var near = Address(clamd.Address);
        var scanner = new ClamdScanner(near);

        Assert.Equal(HealthState.Ok, (await new ScannerCheck(scanner, near).LookAsync(default)).State);
        Assert.Equal(HealthState.Warning, (await new ScannerCheck(scanner, Address("clamav:3310")).LookAsync(default)).State);
    }

    private static ClamdScanner Scanner(string address) => new(Address(address));

    private static ScannerAddress Address(string address) => ScannerAddress.From(new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?> { ["Practice:Scanner:Address"] = address, ["Practice:Scanner:TimeoutSeconds"] = "1" }).Build());
}

/// <summary>Where no practice is there to keep events for.</summary>
internal sealed class NoTrail : IAuditTrail
{
    public void Record(string action, string kind, Guid? clientId = null, Guid? entityId = null, string? reason = null)
    {
    }

    public Task RecordNowAsync(string action, string kind, Guid? clientId = null, Guid? entityId = null, string? reason = null, CancellationToken ct = default) => Task.CompletedTask;
}
