using PracticeCms.Kernel.Tenants;

namespace PracticeCms.UnitTests.Tenants;

public sealed class PlaceTests
{
    [Theory]
    [InlineData("praxis.example.com", true)]
    [InlineData("xn--praxis-mller-klb.example", true)]
    [InlineData("praxis-müller.example", true)]
    [InlineData("10.0.0.7", true)]
    [InlineData("praxis.example.com:8080", false)]
    [InlineData("https://praxis.example.com", false)]
    [InlineData("praxis.example.com/path", false)]
    [InlineData("-praxis.example.com", false)]
    [InlineData("praxis..example.com", false)]
    [InlineData("praxis_one.example.com", false)]
    [InlineData("*.example.com", false)]
    [InlineData("praxis.example.com\n", false)]
    [InlineData("", false)]
    public void A_host_name_is_a_name_and_nothing_else(string host, bool valid) => Assert.Equal(valid, !Checked([host], "", "").Failed);

    [Theory]
    [InlineData("riverside", true)]
    [InlineData("", true)]
    [InlineData("Admin", false)]
    [InlineData("health", false)]
    [InlineData("_content", false)]
    [InlineData("a/b", false)]
    [InlineData("..", false)]
    public void A_prefix_is_not_one_of_the_products_own(string prefix, bool valid) => Assert.Equal(valid, !Checked([], prefix, "").Failed);

    [Theory]
    [InlineData("https://praxis.example.com/", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("https://user:pw@praxis.example.com/", false)]
    [InlineData("/praxis", false)]
    public void An_address_is_absolute_and_plain(string address, bool valid) => Assert.Equal(valid, !Checked([], "", address).Failed);

    [Theory]
    [InlineData("a.example", "x", "prefix and host")]
    [InlineData("b.example", "x", "prefix")]
    [InlineData("a.example", "y", "host")]
    [InlineData("A.EXAMPLE", "X", "prefix and host")]
    [InlineData("b.example", "y", "any")]
    [InlineData("b.example", "", "any")]
    public void A_prefix_outranks_a_host_and_a_named_host_outranks_any(string host, string segment, string winner)
    {
        var routes = new TenantRoutes(
        [
            new(new TenantDefinition { Name = "any" }),
            new(new TenantDefinition { Name = "host", Hosts = ["a.example"] }),
            new(new TenantDefinition { Name = "prefix", Prefix = "x" }),
            new(new TenantDefinition { Name = "prefix and host", Prefix = "x", Hosts = ["a.example"] }),
        ]);

        Assert.Equal(winner, routes.Resolve(host, segment)!.Definition.Name);
    }

    private static Check Checked(IReadOnlyList<string> hosts, string prefix, string address)
    {
        var check = new Check();
        TenantPlaces.Check(check, hosts, prefix, address);
        return check;
    }
}
