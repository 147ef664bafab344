using System.Text.Json;

namespace PracticeCms.IntegrationTests.Cli;

/// <summary>The verbs as a script of an agency calls them: exit codes, and JSON on standard output alone.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("practice-cli-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_practice_is_set_up_fed_and_examined_by_its_verbs()
    {
        var clients = Path.Combine(data, "clients.csv");
        await File.WriteAllTextAsync(clients, "Given name,Family name,Email,Birth date\nAda,Lovelace,ada@example.com,1985-12-10\nBad,Date,bad@example.com,1985-13-40\n");
        var wrong = Path.Combine(data, "wrong.recipe.json");
        await File.WriteAllTextAsync(wrong, """{ "name": "wrong", "steps": [ { "name": "Nonsense" } ] }""");

        var (setUp, _) = await JsonAsync("setup", "--recipe", "blank", "--name", "Harbour", "--admin-email", StaffSession.Email, "--password-env", "PRACTICE_PASSWORD");
        var (run, again) = await JsonAsync("recipe", "run", "blank");
        var (validated, problems) = await JsonAsync("recipe", "validate", wrong);
        var (imported, result) = await JsonAsync("import", "clients", clients, "--dry-run");
        var (_, doctor) = await JsonAsync("doctor");

        Assert.Equal((0, 0, 2), (setUp, run, validated));
        Assert.Equal(["recipe", "steps", "changes", "problems"], again.EnumerateObject().Select(m => m.Name));
        Assert.Equal("blank", again.GetProperty("recipe").GetString());
        Assert.Equal(0, again.GetProperty("changes").GetInt32());
        Assert.All(again.GetProperty("steps").EnumerateArray(), s => Assert.Equal(0, s.GetProperty("changes").GetInt32()));
        Assert.Equal("steps[0]", problems.GetProperty("problems")[0].GetProperty("path").GetString());
        Assert.Equal(2, imported);
        Assert.Equal((1, 1), (result.GetProperty("created").GetInt32(), result.GetProperty("refused").GetInt32()));
        Assert.Contains(doctor.GetProperty("findings").EnumerateArray(), f => (f.GetProperty("practice").GetString(), f.GetProperty("check").GetString(), f.GetProperty("state").GetString()) == ("Default", "database", "ok"));
    }

    [Fact]
    public async Task What_cannot_be_done_says_so_by_its_exit_code()
    {
        var (usage, _) = await PracticeProcess.RunAsync(data, ["recipe", "fly"]);
        var (missing, said) = await PracticeProcess.RunAsync(data, ["recipe", "export", "--tenant", "Nobody"]);
        var (weak, why) = await PracticeProcess.RunAsync(data, ["setup", "--recipe", "blank", "--name", "Harbour", "--admin-email", "not an address", "--password-env", "PRACTICE_PASSWORD"]);

        Assert.Equal((1, 3, 2), (usage, missing, weak));
        Assert.Contains("Nobody", said, StringComparison.Ordinal);
        Assert.Contains("mail", why, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(Path.Combine(data, "Tenants", "Default")));
    }

    [Fact]
    public async Task What_the_host_is_made_of_is_a_bill_of_materials()
    {
        var (code, bill) = await JsonAsync("components");

        Assert.Equal((0, "CycloneDX"), (code, bill.GetProperty("bomFormat").GetString()));
        var all = bill.GetProperty("components").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        Assert.All(all.Values, c => Assert.EndsWith($"@{c.GetProperty("version").GetString()}", c.GetProperty("purl").GetString(), StringComparison.Ordinal));
        Assert.All(["NodaTime", "Npgsql", "SkiaSharp", "Hangfire.Core"], (string name) => Assert.Equal(128, all[name].GetProperty("hashes")[0].GetProperty("content").GetString()!.Length));
        Assert.All(["bootstrap", "bootstrap-icons", "@fontsource/nunito"], (string name) => Assert.StartsWith("pkg:npm/", all[name].GetProperty("purl").GetString(), StringComparison.Ordinal));
    }

    private async Task<(int Code, JsonElement Json)> JsonAsync(params string[] verb)
    {
        var (code, said) = await PracticeProcess.RunAsync(data, [.. verb, "--json"], onlyOutput: true);
        return (code, JsonDocument.Parse(said).RootElement);
    }
}
