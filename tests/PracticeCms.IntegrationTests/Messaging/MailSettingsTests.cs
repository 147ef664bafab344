using System.Net;
using PracticeCms.Messaging.Delivery;
using PracticeCms.Settings;

namespace PracticeCms.IntegrationTests.Messaging;

public sealed class MailSettingsTests
{
    [Fact]
    public async Task The_password_goes_to_no_other_server_unless_it_is_typed_again()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        Assert.Equal(HttpStatusCode.OK, await SaveAsync(staff, "smtp.example.com", "clinic", "relay-secret-9"));
        var sealedOnce = (await SettingsAsync(host)).PasswordSealed;
        Assert.NotEmpty(sealedOnce);
        Assert.DoesNotContain("relay-secret-9", sealedOnce, StringComparison.Ordinal);
        Assert.Equal("", (await staff.PageAsync("admin/settings/mail")).QuerySelector("[name='Input.Password']")!.GetAttribute("value") ?? "");

        Assert.Equal(HttpStatusCode.BadRequest, await SaveAsync(staff, "smtp.thief.example", "clinic", ""));
        Assert.Equal(HttpStatusCode.BadRequest, await SaveAsync(staff, "smtp.example.com", "another", ""));
        Assert.Equal(("smtp.example.com", "clinic", sealedOnce), await SettingsAsync(host) is var kept ? (kept.Host, kept.User, kept.PasswordSealed) : default);

        Assert.Equal(HttpStatusCode.OK, await SaveAsync(staff, "smtp.example.com", "clinic", "", fromName: "The clinic"));
        Assert.Equal((sealedOnce, "The clinic"), await SettingsAsync(host) is var named ? (named.PasswordSealed, named.FromName) : default);
        Assert.Equal(HttpStatusCode.OK, await SaveAsync(staff, "smtp.other.example", "clinic", "other-secret-9"));
        Assert.NotEqual(sealedOnce, (await SettingsAsync(host)).PasswordSealed);
    }

    [Fact]
    public async Task A_number_that_names_no_way_to_secure_the_connection_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        var before = (await SettingsAsync(host)).Security;

        using var answer = await staff.SubmitAsync("admin/settings/mail", fields => (fields["Input.Host"], fields["Input.Security"]) = ("smtp.example.com", "7"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(before, (await SettingsAsync(host)).Security);
    }

    private static Task<MailSettings> SettingsAsync(TestHost host) => host.InAsync("Default", async s => await s.GetRequiredService<ISettings>().GetAsync<MailSettings>());

    private static async Task<HttpStatusCode> SaveAsync(StaffSession staff, string server, string user, string password, string fromName = "")
    {
        using var answer = await staff.SubmitAsync("admin/settings/mail", fields =>
        {
            (fields["Input.Host"], fields["Input.User"], fields["Input.Password"], fields["Input.FromName"]) = (server, user, password, fromName);
        });
        return answer.StatusCode;
    }
}
