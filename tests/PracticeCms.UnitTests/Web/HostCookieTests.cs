using PracticeCms.Kernel.Web;

namespace PracticeCms.UnitTests.Web;

public sealed class HostCookieTests
{
    private const string Prefix = "__Host-acme.";

    [Fact]
    public void A_cookie_of_ours_is_read_under_its_long_name_alone() =>
        Assert.Equal("practice=mine; other=1", HostCookies.Read("practice=planted; __Host-acme.practice=mine; __Host-acm.practice=x; other=1", Prefix).Replace("__Host-acm.practice=x; ", "", StringComparison.Ordinal));

    [Fact]
    public void What_is_set_holds_for_this_host_by_https_alone()
    {
        var written = HostCookies.Write("practice-form=abc; path=/acme; samesite=strict; httponly", Prefix).ToString();

        Assert.StartsWith("__Host-acme.practice-form=abc;", written, StringComparison.Ordinal);
        Assert.Contains("secure", written, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/;", written, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", written, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", written, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("practice-look")]
    [InlineData("practice-nav")]
    [InlineData("practice-toasts")]
    public void So_is_each_of_ours(string name) => Assert.Equal($"{name}=mine", HostCookies.Read($"{name}=planted; {Prefix}{name}=mine", Prefix));

    [Fact]
    public void Cookies_of_others_stay_as_they_are() => Assert.Equal("theirs=1; path=/x", HostCookies.Write("theirs=1; path=/x", Prefix).ToString());
}
