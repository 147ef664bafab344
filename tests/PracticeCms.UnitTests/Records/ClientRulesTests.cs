using NodaTime;
using PracticeCms.Records.Clients;
using Xunit;

namespace PracticeCms.UnitTests.Records;

public sealed class ClientRulesTests
{
    private static readonly ClientRules Rules = new("US", new LocalDate(2026, 3, 1), []);

    [Theory]
    [InlineData("202-555-0143", "US", "+12025550143")]
    [InlineData("+43 1 58858", "US", "+43158858")]
    [InlineData("020 7946 0018", "GB", "+442079460018")]
    [InlineData("call me", "US", null)]
    [InlineData("12", "US", null)]
    public void Phone_numbers_are_stored_as_E164(string typed, string region, string? stored) => Assert.Equal(stored, PhoneNumber.Normalize(typed, region));

    [Fact]
    public void Own_numbers_are_shown_national_and_foreign_ones_international()
    {
        Assert.Equal("(202) 555-0143", PhoneNumber.Display("+12025550143", "US"));
        Assert.Equal("+1 202-555-0143", PhoneNumber.Display("+12025550143", "GB"));
    }

    [Fact]
    public void All_wrong_fields_are_named_at_once()
    {
        var check = Rules.Apply(new ClientDetails { Email = "nobody", Phone = "x", BirthDate = "2026-03-02" }, Empty());
        Assert.Equal(["BirthDate", "Email", "FamilyName", "Phone"], check.Errors.Select(e => e.Field).Order());
    }

    [Fact]
    public void An_organization_needs_its_name()
    {
        var check = Rules.Apply(new ClientDetails { Kind = "Organization", GivenName = "Ada" }, Empty());
        Assert.Equal("OrganizationName", Assert.Single(check.Errors).Field);
    }

    [Fact]
    public void A_member_that_is_not_given_stays()
    {
        var client = Empty();
        Rules.Apply(new ClientDetails { FamilyName = "Fernsby", Email = "a@example.com", Tags = "VIP, new, vip" }, client);
        Rules.Apply(new ClientDetails { GivenName = "Ada" }, client);
        Assert.Equal(("Ada Fernsby", "a@example.com", "new,vip", "fernsby ada"), (client.DisplayName, client.Email, client.Tags, client.SortName));
    }

    [Fact]
    public void An_empty_member_empties_the_field()
    {
        var client = Empty();
        Rules.Apply(new ClientDetails { FamilyName = "Fernsby", Email = "a@example.com" }, client);
        Rules.Apply(new ClientDetails { Email = "" }, client);
        Assert.Null(client.Email);
    }

    [Fact]
    public void A_form_may_make_a_client_inactive_but_not_archive_it()
    {
        var client = Empty();
        Assert.False(Rules.Apply(new ClientDetails { FamilyName = "Fernsby", Status = "Inactive" }, client).Failed);
        Assert.Equal(ClientStatus.Inactive, client.Status);
        Assert.Equal("Status", Assert.Single(Rules.Apply(new ClientDetails { Status = "Archived" }, client).Errors).Field);
    }

    private static Client Empty() => new() { Id = Ids.New(), Number = "" };
}
