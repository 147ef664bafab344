using System.Net;
using PracticeCms.Audit;
using PracticeCms.Scheduling.Booking;
using PracticeCms.Settings;

namespace PracticeCms.IntegrationTests.Scheduling;

public sealed class BookingPolicyPageTests
{
    private const string Page = "admin/settings/booking";

    [Fact]
    public async Task What_online_booking_takes_is_saved_audited_held_to_its_ranges_and_not_overwritten_unasked()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var owner = await StaffSession.SignInAsync(host);
        var opened = (await owner.PageAsync(Page)).QuerySelector("[name=Seen]")!.GetAttribute("value")!;
        using var saved = await owner.SubmitAsync(Page, form => form["Input.WindowDays"] = "45");
        Assert.Equal((HttpStatusCode.OK, 45), (saved.StatusCode, (await PolicyAsync(host)).WindowDays));
        var events = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 100)));
        Assert.Contains(events.Entries, e => $"{e.Reason} {e.Fields}".Contains("WindowDays", StringComparison.Ordinal));

        foreach (var (field, value) in ((string, string)[])[("WindowDays", "0"), ("LinkDays", "3651"), ("SlotIntervalMinutes", "4"), ("MinNoticeMinutes", "-1"), ("CancelCutOffHours", "721"), ("PostsPerMinute", "many")])
        {
            using var refused = await owner.SubmitAsync(Page, form => form[$"Input.{field}"] = value);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var stale = await owner.SubmitAsync(Page, form => (form["Seen"], form["Input.WindowDays"]) = (opened, "50"));
        Assert.Equal((HttpStatusCode.Conflict, 45), (stale.StatusCode, (await PolicyAsync(host)).WindowDays));
        Assert.Contains("value=\"50\"", await stale.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<BookingPolicy> PolicyAsync(TestHost host) => host.InAsync("Default", s => s.GetRequiredService<ISettings>().GetAsync<BookingPolicy>().AsTask());
}
