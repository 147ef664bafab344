using NodaTime.Text;
using PracticeCms.Scheduling.Booking;
using PracticeCms.Ui;

namespace PracticeCms.Scheduling.Availability;

internal static class HoursEndpoints
{
    public static async Task<IResult> RemoveAsync(Guid resource, HttpContext http, SaveHours save, Toasts toasts, ITenant tenant, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var date = LocalDatePattern.Iso.Parse(form["date"].ToString()) is { Success: true } parsed ? parsed.Value : (LocalDate?)null;
        await save.RemoveAsync(resource, date, Guid.TryParse(form["timeOff"], out var id) ? id : null, ct);
        toasts.Add("Removed");
        return Results.Redirect($"{BookingPages.BaseOf(tenant)}admin/hours/{resource}");
    }
}
