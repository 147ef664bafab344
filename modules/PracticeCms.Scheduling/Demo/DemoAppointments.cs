using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Contracts;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Demo;

/// <summary>Twelve weeks of visits, eight of them past, at the hours that people work; through the use cases that staff use.</summary>
internal sealed class DemoAppointments(
    SchedulingDb db, ReadPlan plans, IClients clients, BookAppointment book, Claims claims, IUnitOfWork unitOfWork, ITenant tenant, IClock clock) : IDemoDataSource
{
    public int Order => 20;

    public async Task<string?> SeedAsync(DemoDataOptions options, CancellationToken ct)
    {
        if (await db.Appointments.IgnoreQueryFilters().AnyAsync(ct))
        {
            return null;
        }

        var plan = await plans.ExecuteAsync(ct);
        var people = await clients.SearchAsync("C-", 200, ct);
        if (people.Count == 0)
        {
            return null;
        }

        var random = options.Random("appointments");
        var today = tenant.Today(clock);
        var made = 0;
        foreach (var practitioner in plan.Resources.Values.Where(r => r.Kind == ResourceKind.Practitioner && r.IsActive).OrderBy(r => r.Position))
        {
            var services = plan.Services.Where(s => s.IsActive && plan.Offers[s.Id].Contains(practitioner.Id)).ToList();
            var weeks = Math.Max(1, options.Weeks);
            for (var date = today.PlusDays(-7 * (weeks * 2 / 3)); services.Count > 0 && date <= today.PlusDays(7 * (weeks - (weeks * 2 / 3))); date = date.PlusDays(1))
            {
                made += await FillAsync(plan, practitioner, services, people, date, random, ct);
            }
        }

        return $"{made} appointments";
    }

    // The day fills from its start, with gaps; days far ahead are emptier.
    private async Task<int> FillAsync(Plan plan, Resource practitioner, List<Service> services, IReadOnlyList<ClientSummary> people, LocalDate date, Random random, CancellationToken ct)
    {
        var made = 0;
        var now = Span.Minute(clock.GetCurrentInstant());
        foreach (var (open, close) in plan.Hours[practitioner.Id].Between(date, date))
        {
            var at = open;
            while (true)
            {
                var service = services[random.Next(services.Count)];
                if (at + service.DurationMinutes > close)
                {
                    break;
                }

                var daysAhead = (int)Math.Max(0, (at - now) / 1440);
                if (random.Next(100) >= Math.Max(20, 72 - (2 * daysAhead)))
                {
                    at += 15 * random.Next(1, 4);
                    continue;
                }

                made += await BookAsync(practitioner, service, people[random.Next(people.Count)], at, now, random, ct) ? 1 : 0;
                at += (service.DurationMinutes + Math.Max(service.BufferAfterMinutes, service.BufferBeforeMinutes) + 14) / 15 * 15;
            }
        }

        // Setup runs all of this in one transaction; what is written need not be compared again with each later visit.
        await unitOfWork.RunAsync(unitOfWork.FlushAsync, ct);
        db.ChangeTracker.Clear();
        return made;
    }

    private async Task<bool> BookAsync(Resource practitioner, Service service, ClientSummary client, long at, long now, Random random, CancellationToken ct)
    {
        var (fate, source) = (random.Next(100), random.Next(3) == 0 ? BookingSource.Online : BookingSource.Staff);
        return await unitOfWork.RunAsync(
            async token =>
            {
                var result = await book.ExecuteAsync(new BookAppointment.Request(service.Id, client.Id, practitioner.Id, Span.At(at), source) { AllowPast = true, IsQuiet = true }, token);
                if (result.Problem is null)
                {
                    await SettleAsync(result.Value, at + service.DurationMinutes, now, fate, token);
                }

                return result.Succeeded;
            },
            ct);
    }

    private Task SettleAsync(Appointment visit, long end, long now, int fate, CancellationToken ct)
    {
        var past = end < now;
        visit.Status = (past, fate) switch
        {
            (true, < 6) => AppointmentStatus.NoShow,
            (true, >= 14) => AppointmentStatus.Fulfilled,
            (_, >= 6 and < 14) => AppointmentStatus.Cancelled,
            (false, >= 55) => AppointmentStatus.Confirmed,
            _ => visit.Status,
        };
        visit.ArrivedAt = visit.Status == AppointmentStatus.Fulfilled ? visit.Start - Duration.FromMinutes(fate % 9) : null;
        visit.BookedAt = Instant.Min(visit.BookedAt, visit.Start - Duration.FromDays(3 + (fate % 20)));
        return visit.Status == AppointmentStatus.Cancelled ? claims.ReleaseAsync(visit.Id, ct) : Task.CompletedTask;
    }
}
