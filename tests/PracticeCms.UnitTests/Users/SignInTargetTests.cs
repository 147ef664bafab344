using PracticeCms.Users.Accounts;
using PracticeCms.Users.Passwords;
using PracticeCms.Users.Sessions;

namespace PracticeCms.UnitTests.Users;

public sealed class SignInTargetTests
{
    [Theory]
    [InlineData(null, "", "admin")]
    [InlineData("/admin/clients?q=x", "", "admin/clients?q=x")]
    [InlineData("/acme/admin/clients", "/acme", "admin/clients")]
    [InlineData("https://evil.example", "", "admin")]
    [InlineData("//evil.example", "", "admin")]
    [InlineData("/\\evil.example", "", "admin")]
    [InlineData("/acme//evil.example", "/acme", "admin")]
    [InlineData("/https://evil.example", "", "admin")]
    [InlineData("/acme/https://evil.example", "/acme", "admin")]
    [InlineData("/javascript:alert(1)", "", "admin")]
    [InlineData("/admin/find?q=a:b", "", "admin/find?q=a:b")]
    [InlineData("/account/signin", "", "admin")]
    [InlineData("/admin/clients?q=\u00bf", "", "admin")]
    [InlineData("/admin\r\nX: 1", "", "admin")]
    [InlineData("/", "", "admin")]
    public void Signing_in_leads_to_a_page_of_this_practice_only(string? returnUrl, string pathBase, string expected) =>
        Assert.Equal(expected, BrowserSession.LocalTarget(returnUrl, pathBase));

    [Theory]
    [InlineData("anna@example.org", true)]
    [InlineData("anna", false)]
    [InlineData("Anna <anna@example.org>", false)]
    [InlineData("", false)]
    [InlineData("a b@example.org", false)]
    public void An_address_is_taken_as_it_stands_or_not_at_all(string email, bool accepted) => Assert.Equal(accepted, EmailRule.Accepts(email));

    [Fact]
    public void A_person_known_by_address_alone_gets_a_readable_name() => Assert.Equal("Anna Berg", EmailRule.NameFrom("anna.berg@example.org"));

    [Fact]
    public void The_kept_half_of_a_link_does_not_tell_the_link()
    {
        var token = Ids.Token();

        Assert.Equal(64, AccountToken.HashOf(token).Length);
        Assert.DoesNotContain(token, AccountToken.HashOf(token));
        Assert.NotEqual(AccountToken.HashOf(token), AccountToken.HashOf(Ids.Token()));
    }
}
