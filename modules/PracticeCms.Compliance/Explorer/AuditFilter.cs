using NodaTime.Text;

namespace PracticeCms.Compliance.Explorer;

/// <summary>What the explorer shows, as it stands in the URL. Clients are named by number or id, never by name.</summary>
internal sealed record AuditFilter(string? Client, Guid? User, string? From, string? To, string? Action, string? Kind, int Page)
{
    public const int PageSize = 50;

    public static AuditFilter None { get; } = new(null, null, null, null, null, null, 1);

    /// <summary>The query for a resolved client; days begin and end in the practice's zone.</summary>
    public AuditQuery ToQuery(Guid? clientId, DateTimeZone zone, int pageSize = PageSize) => new(
        clientId,
        User,
        Day(From) is { } from ? zone.AtStartOfDay(from).ToInstant() : null,
        Day(To) is { } to ? zone.AtStartOfDay(to.PlusDays(1)).ToInstant() : null,
        Blank(Action),
        Blank(Kind),
        Math.Max(1, Page),
        pageSize);

    public string Url(string path, int page)
    {
        var parts = new (string Name, string? Value)[]
        {
            ("client", Blank(Client)), ("user", User?.ToString()), ("from", Blank(From)), ("to", Blank(To)), ("action", Blank(Action)),
            ("kind", Blank(Kind)), ("page", page > 1 ? page.ToString(System.Globalization.CultureInfo.InvariantCulture) : null),
        };
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    private static LocalDate? Day(string? text) => LocalDatePattern.Iso.Parse(text ?? "") is { Success: true } day ? day.Value : null;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
