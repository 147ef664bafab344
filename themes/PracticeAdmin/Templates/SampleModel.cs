namespace PracticeAdmin.Templates;

/// <summary>Values under the names that most templates use, so that a preview is not empty. Nobody real.</summary>
internal static class SampleModel
{
    public static Dictionary<string, object?> Make(ITenant tenant, IClock clock)
    {
        var start = tenant.Today(clock).PlusDays(2).At(new LocalTime(9, 30)).InZoneLeniently(tenant.Zone).ToInstant();
        var service = Map(("name", "First visit"), ("minutes", 30), ("price", Money.Round(80, tenant.Currency)), ("description", "Half an hour to get to know each other."));
        var practitioner = Map(("name", "Dr. Robin Sample"));
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["title"] = "Preview",
            ["content"] = "The page's content stands here.",
            ["client"] = Map(("name", "Sam Sample"), ("given_name", "Sam"), ("family_name", "Sample"), ("email", "sam@example.com"), ("phone", "+1 555 0100")),
            ["appointment"] = Map(
                ("start", start), ("end", start + Duration.FromMinutes(30)), ("duration_minutes", 30), ("service", service), ("practitioner", practitioner), ("status", "Booked"),
                ("when", start), ("service_name", "First visit"), ("practitioner_name", "Dr. Robin Sample"), ("location_name", "Main office"), ("location_address", "1 Garden Street"),
                ("manage_url", tenant.BaseUrl.AbsoluteUri)),
            ["service"] = service,
            ["services"] = new[] { service },
            ["services_title"] = "Services",
            ["can_book"] = true,
            ["book_text"] = "Book a visit",
            ["practitioner"] = practitioner,
            ["start"] = start,
            ["link"] = tenant.BaseUrl.AbsoluteUri,
            ["url"] = tenant.BaseUrl.AbsoluteUri,
            ["name"] = "Sam Sample",
            ["number"] = "2025-0001",
            ["total"] = Money.Round(80, tenant.Currency),
            ["client_name"] = "Sam Sample",
            ["inviter"] = "Robin Sample",
            ["days"] = 7,
            ["minutes"] = 10,
            ["gross"] = Money.Round(80, tenant.Currency),
            ["issue_date"] = tenant.Today(clock),
            ["due_date"] = tenant.Today(clock).PlusDays(14),
            ["credit"] = false,
            ["attached"] = true,
        };
    }

    private static Dictionary<string, object?> Map(params (string Key, object? Value)[] members) => members.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
}
