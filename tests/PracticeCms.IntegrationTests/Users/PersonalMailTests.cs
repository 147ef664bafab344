using System.Net;
using PracticeCms.Access;
using PracticeCms.Kernel.Durable;
using PracticeCms.Messaging;
using PracticeCms.Users.Invitations;
using PracticeCms.Users.Passwords;

namespace PracticeCms.IntegrationTests.Users;

public sealed class PersonalMailTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_link_that_signs_somebody_in_is_shown_to_nobody_else(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        using var staff = await StaffSession.SignInAsync(host);
        await host.InAsync("Default", async s =>
        {
            await s.GetRequiredService<RequestReset>().ExecuteAsync(StaffSession.Email);
            Assert.True((await s.GetRequiredService<InviteUser>().ExecuteAsync(new("nina@example.org", [StockRoles.FrontDesk]))).Succeeded);
        });
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");
        var mails = await host.InAsync("Default", s => s.GetRequiredService<MessagingDb>().Mails.AsNoTracking().Where(m => m.IsPersonal).Select(m => m.Id).ToListAsync());

        Assert.Equal(2, mails.Count);
        Assert.Equal(2, Directory.EnumerateFiles(host.DataFolder, "*.eml", SearchOption.AllDirectories).Count(f => File.ReadAllText(f).Contains("/account/", StringComparison.Ordinal)));
        foreach (var mail in mails)
        {
            var shown = await staff.Http.GetStringAsync($"admin/outgoing/{mail}") + await staff.Http.GetStringAsync($"admin/outgoing/{mail}/body");
            Assert.DoesNotMatch("account/(reset|invite)/", shown);
            Assert.Contains("for its receiver alone", shown, StringComparison.Ordinal);
            using var file = await staff.Http.GetAsync($"admin/outgoing/{mail}/mail.eml");
            Assert.Equal(HttpStatusCode.Forbidden, file.StatusCode);
            var token = (await staff.PageAsync("admin/outgoing")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            using var again = await staff.Http.PostAsync($"admin/outgoing/{mail}/resend", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]));
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        }
    }
}
