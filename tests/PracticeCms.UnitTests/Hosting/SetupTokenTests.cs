using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Tenants;
using PracticeHost.Setup;

namespace PracticeCms.UnitTests.Hosting;

public sealed class SetupTokenTests : IDisposable
{
    private const string Strong = "c1f04b7a92d8e36501f7ab2894de60c3";

    private readonly string folder = Directory.CreateTempSubdirectory("practice-token-").FullName;
    private readonly TenantRegistry tenants;

    public SetupTokenTests() => tenants = new TenantRegistry(new TenantStore(new DataFolder(folder)));

    [Theory]
    [InlineData("letmein")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("abcabcabcabcabcabcabcabcabcabcabcabcabc")]
    public void A_token_that_can_be_guessed_is_refused_and_not_repeated(string weak)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Of(weak));

        Assert.StartsWith("Practice:Setup:Token", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(weak, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_one_is_the_token()
    {
        var token = Of(Strong);

        Assert.True(token.Matches(Strong));
        Assert.False(token.Matches(Strong[..^1]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_one_each_start_draws_another(string? none) => Assert.NotEqual(Of(none).Value, Of(none).Value);

    [Fact]
    public void A_weak_one_that_was_left_beside_a_practice_stops_no_start_and_opens_nothing()
    {
        tenants.Add(new TenantDefinition { Name = "Default", State = TenantState.Running });
        var token = Of("letmein");

        Assert.False(token.IsSetupOpen);
        Assert.False(token.Matches("letmein"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private SetupToken Of(string? given) => new(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Practice:Setup:Token", given)]).Build(), tenants);
}
