using PracticeCms.Kernel.Cli;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Tenants;
using Xunit;

namespace PracticeCms.UnitTests.Recipes;

public sealed class SetupTests
{
    private static readonly SetupPractice.Request Good = new("Clinic", "medical", "ada@example.com", "correct horse battery", "Ada")
    {
        TimeZone = "Europe/Vienna", Culture = "en-GB", Currency = "EUR",
    };

    [Fact]
    public void Good_answers_pass() => Assert.Null(SetupRules.Check(Good));

    [Fact]
    public void Every_wrong_answer_is_named_at_once()
    {
        var problem = SetupRules.Check(Good with
        {
            PracticeName = " ", AdminEmail = "ada", AdminPassword = "short", TimeZone = "Mars/One", Culture = "xx-yyyy-zz", Currency = "EURO", Tenant = "1 a", Prefix = "admin",
        });
        Assert.Equal(
            ["AdminEmail", "AdminPassword", "Culture", "Currency", "PracticeName", "Prefix", "Tenant", "TimeZone"],
            problem!.Fields.Select(f => f.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void PostgreSQL_needs_a_connection_by_environment() =>
        Assert.NotNull(SetupRules.Check(Good with { Database = DatabaseProvider.Postgres, ConnectionVariable = "NO_SUCH_VARIABLE" }));

    [Fact]
    public void Each_try_has_a_schema_of_its_own()
    {
        var request = Good with { Database = DatabaseProvider.Postgres, Tenant = "North-Side" };
        Assert.Matches("^practice_north_side_[0-9a-f]{8}$", SetupRules.Define(request).Schema);
        Assert.NotEqual(SetupRules.Define(request).Schema, SetupRules.Define(request).Schema);
    }

    [Theory]
    [InlineData("https://example.com", "", "https://example.com/")]
    [InlineData("https://example.com/", "north", "https://example.com/north/")]
    [InlineData("https://example.com/north", "north", "https://example.com/north/")]
    [InlineData("", "north", "")]
    public void The_address_ends_with_the_prefix(string address, string prefix, string expected) =>
        Assert.Equal(expected, SetupRules.Define(Good with { Address = address, Prefix = prefix }).Address);

    [Theory]
    [InlineData("", null)]
    [InlineData("serve --urls http://x --data /d", "/d")]
    [InlineData("--data=/d doctor", "/d")]
    [InlineData("recipe run medical --data /d --json", "/d")]
    public void The_data_folder_is_known_before_the_verb_is(string line, string? data) =>
        Assert.Equal(data, HostArguments.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).DataFolder);

    [Fact]
    public void Configuration_on_the_command_line_goes_to_the_host()
    {
        var read = HostArguments.Read(["serve", "--urls", "http://x", "--Practice:Setup:Recipe=medical"]);
        Assert.Equal(["--Practice:Setup:Recipe=medical", "--urls", "http://x"], read.Host);
        Assert.Equal(["serve", "--urls", "http://x"], read.VerbArguments);
    }
}
