using System.Globalization;
using CsCheck;
using NodaTime;
using PracticeCms.Records.Clients;
using Xunit;

namespace PracticeCms.UnitTests.Records;

public sealed class SearchTests
{
    [Theory]
    [InlineData("Zoë Łukasik", "zoe lukasik")]
    [InlineData("GROß", "gross")]
    [InlineData("O'Brien", "obrien")]
    [InlineData("Ñandú Ørsted", "nandu orsted")]
    [InlineData("İstanbul", "istanbul")]
    public void Names_are_found_without_their_accents(string name, string folded) => Assert.Equal(folded, SearchTerms.Fold(name));

    [Fact]
    public void Folding_twice_changes_nothing() => Gen.String.Sample(text => SearchTerms.Fold(SearchTerms.Fold(text)) == SearchTerms.Fold(text));

    [Fact]
    public void A_client_is_found_by_names_mail_number_phone_birth_date_and_tag()
    {
        var client = new Client
        {
            Id = Ids.New(), Number = "C-00042", GivenName = "Anna-Maria", FamilyName = "van Dahl", Email = "am@example.com",
            Phone = "+12025550143", BirthDate = new LocalDate(1985, 4, 12), Tags = "prefers phone,vip",
        };
        var terms = SearchTerms.Of(client);
        Assert.Superset(
            new HashSet<string> { "anna", "maria", "anna-maria", "van", "dahl", "am@example.com", "c-00042", "42", "12025550143", "2025550143", "5550143", "0143", "1985-04-12", "#vip", "#prefers-phone" },
            terms.ToHashSet());
    }

    [Theory]
    [InlineData("020 7946 0999")]
    [InlineData("+44 20 7946 0999")]
    [InlineData("20 7946")]
    [InlineData("0999")]
    public void A_phone_number_is_found_as_it_is_dialled_at_home_and_from_abroad(string typed)
    {
        var terms = SearchTerms.Of(new Client { Id = Ids.New(), Number = "C-00001", GivenName = "Ann", Phone = "+442079460999" });
        Assert.Contains(terms, t => t.StartsWith(Assert.Single(SearchTerms.OfQuery(typed)), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("(202) 555-0143", "2025550143")]
    [InlineData("+1 202 555 0143", "12025550143")]
    public void A_phone_number_typed_with_gaps_is_one_word(string typed, string word) => Assert.Equal([word], SearchTerms.OfQuery(typed));

    [Fact]
    public void A_birth_date_is_not_taken_for_a_phone_number() => Assert.Equal(["1985-04-12"], SearchTerms.OfQuery("1985-04-12"));

    [Theory]
    [InlineData("12/04/1985", "en-GB")]
    [InlineData("04/12/1985", "en-US")]
    [InlineData("4/12/1985", "en-US")]
    [InlineData("12.4.1985", "en-US")]
    [InlineData("12.04.1985", "de-DE")]
    [InlineData("12 apr 1985", "en-GB")]
    [InlineData("12 April 1985", "en-GB")]
    [InlineData("Apr 12, 1985", "en-US")]
    public void A_birth_date_is_found_as_people_of_the_culture_write_it(string typed, string culture) =>
        Assert.Equal(["1985-04-12"], SearchTerms.OfQuery(typed, CultureInfo.GetCultureInfo(culture)));

    [Fact]
    public void A_name_and_a_birth_date_narrow_each_other() =>
        Assert.Equal(["anna", "1985-04-12"], SearchTerms.OfQuery("Anna 12/04/1985", CultureInfo.GetCultureInfo("en-GB")));

    [Fact]
    public void Each_typed_word_must_be_found() => Assert.Equal(["anna", "dahl"], SearchTerms.OfQuery(" Anna  Dahl, anna"));

    [Fact]
    public void Nothing_typed_asks_for_nothing() => Assert.Empty(SearchTerms.OfQuery("  "));
}
