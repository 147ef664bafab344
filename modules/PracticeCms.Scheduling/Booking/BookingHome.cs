using PracticeCms.Scheduling.Availability;

namespace PracticeCms.Scheduling.Booking;

/// <summary>Shows on the welcome page what can be booked.</summary>
internal sealed class BookingHome(ReadPlan plans, ITenant tenant) : IHomePageSource
{
    private const int Shown = 8;

    public async Task AddAsync(IDictionary<string, object?> model, CancellationToken ct)
    {
        var plan = await plans.ExecuteAsync(ct);
        model["services"] = plan.Services.Where(s => s.IsActive && s.IsOnline && plan.PractitionersOf(s.Id).Count > 0).Take(Shown).Select(s => new Dictionary<string, object?>
        {
            ["name"] = s.Name,
            ["description"] = s.Description,
            ["minutes"] = s.DurationMinutes,
            ["price"] = s.PriceMinor == 0 ? null : new Money(s.PriceMinor, s.Currency).Format(tenant.Culture),
            ["url"] = $"book/{s.Code}",
        }).ToList();
    }
}
