using PracticeCms.Users.Passwords;

namespace PracticeCms.UnitTests.Users;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("correct horse")]
    [InlineData("aaaabbbbcccc")]
    [InlineData("zwölf lila Ziegel")]
    [InlineData("tigers eat 8 spoons")]
    [InlineData("wVk2#pQ9x")]
    public void A_long_enough_password_of_any_composition_is_taken(string password) => Assert.Null(PasswordRules.Problem(password, 8));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1234567")]
    public void A_short_password_is_refused(string? password) => Assert.Contains("at least 8", PasswordRules.Problem(password, 8));

    [Theory]
    [InlineData("password")]
    [InlineData("PassWord")]
    [InlineData("Password2026!")]
    [InlineData("qwertyuiop")]
    [InlineData("11111111")]
    [InlineData("abababab")]
    [InlineData("1password1")]
    [InlineData("P4ssw0rd")]
    [InlineData("footballfootball")]
    [InlineData("Sunshine2024Sunshine2024")]
    [InlineData("m0nkey!!")]
    [InlineData("8 spoons!")]
    [InlineData("iloveyou2")]
    [InlineData("zaq12wsx")]
    [InlineData("liverpool1")]
    [InlineData("12.05.1987")]
    [InlineData("qwertyui")]
    [InlineData("12345678910")]
    [InlineData("passwords")]
    [InlineData("abc12345")]
    [InlineData("123456789012345")]
    [InlineData("qwertyuiopasdfg")]
    [InlineData("passwordpassword1")]
    public void A_password_that_everybody_tries_is_refused(string password) => Assert.Contains("anyone would try", PasswordRules.Problem(password, 8));

    [Fact]
    public void A_password_has_at_most_128_characters()
    {
        var longest = string.Concat(Enumerable.Range(0, 32).Select(i => "ab" + (i % 10) + "c"));

        Assert.Null(PasswordRules.Problem(longest, 15));
        Assert.NotNull(PasswordRules.Problem(longest + "d", 15));
    }

    [Theory]
    [InlineData("Riverside Clinic")]
    [InlineData("riversideclinic1")]
    [InlineData("PracticeCms")]
    public void The_name_of_the_practice_is_no_password(string password) => Assert.Contains("name of the practice", PasswordRules.Problem(password, 8, "Riverside Clinic"));

    [Fact]
    public void A_sentence_may_contain_the_name_of_the_practice() => Assert.Null(PasswordRules.Problem("I park behind Riverside Clinic", 15, "Riverside Clinic"));
}
