using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Billing.Demo;

/// <summary>Invoices in every state, from visits that took place and from older work, in the order of their days.</summary>
internal sealed class DemoInvoices(BillingDb db, IClients clients, IAppointments appointments, IServiceCatalog services, DemoInvoice demo, Desk desk) : IDemoDataSource
{
    private const int Visits = 160;

    // Days ago, so that every bucket of age has its examples.
    private static readonly int[] OlderWork = [160, 141, 128, 119, 112, 104, 97, 92, 88, 83, 79, 75];

    public int Order => 30;

    public async Task<string?> SeedAsync(DemoDataOptions options, CancellationToken ct)
    {
        if (await db.Invoices.AnyAsync(ct))
        {
            return null;
        }

        var random = options.Random("billing");
        var people = await clients.SearchAsync("C-", 200, ct);
        var catalog = (await services.ListAsync(ct)).Where(s => s.IsActive && s.Price.Minor > 0).ToList();
        var made = 0;
        foreach (var (daysAgo, i) in OlderWork.Select((d, i) => (d, i)).Where(_ => people.Count > 0 && catalog.Count > 0))
        {
            var work = new DemoInvoice.Work(people[random.Next(people.Count)].Id, catalog[random.Next(catalog.Count)], desk.Today.PlusDays(-daysAgo));
            await demo.FromWorkAsync(work, i % 3 == 1 ? DemoFate.Paid : i % 4 == 2 ? DemoFate.PartPaid : DemoFate.Issued, random.Next(3), ct);
            made++;
        }

        foreach (var (visit, day) in await PastVisitsAsync(people, ct))
        {
            await demo.FromVisitAsync(visit.Id, day, FateOf(made, Period.DaysBetween(day, desk.Today), random), random.Next(3), ct);
            made++;
        }

        return made == 0 ? null : $"{made} invoices";
    }

    // Most are paid, as in life; yesterday's and today's are still being written.
    private static DemoFate FateOf(int index, int age, Random random) => age <= 1
        ? (index % 3 == 0 ? DemoFate.Issued : DemoFate.Draft)
        : age < 14 && random.Next(3) == 0
            ? DemoFate.Issued
            : random.Next(20) switch
            {
                0 or 1 => DemoFate.Issued,
                2 => DemoFate.PartPaid,
                3 => DemoFate.Credited,
                4 => DemoFate.Overpaid,
                5 => DemoFate.PartCredited,
                _ => DemoFate.Paid,
            };

    private async Task<List<(AppointmentSummary Visit, LocalDate Day)>> PastVisitsAsync(IReadOnlyList<ClientSummary> people, CancellationToken ct)
    {
        var found = new List<AppointmentSummary>();
        foreach (var client in people)
        {
            var visits = await appointments.ForClientAsync(client.Id, 20, ct);
            found.AddRange(visits.Where(v => v.End < desk.Now && v.Status is AppointmentStatus.Fulfilled or AppointmentStatus.Arrived));
        }

        // A fixed share of all visits, spread evenly over the weeks, so that setting up stays quick.
        var ordered = found.OrderBy(v => v.Start).ThenBy(v => v.Id).ToList();
        var step = Math.Max(1, (ordered.Count + Visits - 1) / Visits);
        return [.. ordered.Where((_, i) => (ordered.Count - 1 - i) % step == 0).Select(v => (v, v.Start.InZone(DateTimeZoneProviders.Tzdb[v.Zone]).Date))];
    }
}
