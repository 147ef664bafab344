using System.Net;

namespace PracticeCms.IntegrationTests.Hosting;

public sealed class SetupPageTests
{
    [Fact]
    public async Task A_page_that_was_loaded_as_the_setup_ended_still_gets_its_style_and_its_way_on()
    {
        await using var host = await TestHost.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["token"] = host.SetupToken, ["PracticeName"] = "Late practice", ["Recipe"] = "blank", ["TimeZone"] = "America/New_York", ["Address"] = host.Address.ToString(), ["Culture"] = "en-US", ["Currency"] = "USD",
            ["AdminName"] = "Olive Owner", ["AdminEmail"] = StaffSession.Email, ["AdminPassword"] = StaffSession.Password,
        });
        using var posted = await http.PostAsync("setup", form);
        Assert.Equal(HttpStatusCode.SeeOther, posted.StatusCode);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var progress = await http.GetAsync(posted.Headers.Location, patience.Token);
        while (progress.StatusCode == HttpStatusCode.OK)
        {
            progress.Dispose();
            progress = await http.GetAsync(posted.Headers.Location, patience.Token);
        }

        Assert.Equal((HttpStatusCode.SeeOther, "/account/signin"), (progress.StatusCode, progress.Headers.Location!.ToString()));
        progress.Dispose();
        using var style = await http.GetAsync("setup/setup.css");
        Assert.Equal((HttpStatusCode.OK, "text/css"), (style.StatusCode, style.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task A_token_that_can_be_guessed_stops_the_start()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync(configuration: new Dictionary<string, string?> { ["Practice:Setup:Token"] = "letmein" }));

        Assert.Contains("Practice:Setup:Token", refusal.Message, StringComparison.Ordinal);
    }
}
