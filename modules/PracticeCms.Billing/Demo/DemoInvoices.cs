using PracticeCms.Billing.Charges;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Payments;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Billing.Demo;

/// <summary>Invoices in every state, from visits that took place, in the order of their days.</summary>
internal sealed class DemoInvoices(BillingDb db, IClients clients, IAppointments appointments, DemoInvoice demo, IUnitOfWork unitOfWork, ITenant tenant, IClock clock) : IDemoDataSource
{
    public int Order => 30;

    public async Task<string?> SeedAsync(DemoDataOptions options, CancellationToken ct)
    {
        if (await db.Invoices.AnyAsync(ct))
        {
            return null;
        }

        var random = options.Random("billing");
        var today = tenant.Today(clock);
        var made = 0;
        foreach (var visit in await PastVisitsAsync(ct))
        {
            var day = visit.Start.InZone(tenant.Zone).Date;
            await demo.ExecuteAsync(visit.Id, day, FateOf(made, day, today, random), random.Next(3), ct);
            await unitOfWork.FlushAsync(ct);
            made++;
        }

        return made == 0 ? null : $"{made} invoices";
    }

    // Most are paid, as in life; every state has its examples, in every bucket of age.
    private static DemoFate FateOf(int index, LocalDate day, LocalDate today, Random random)
    {
        var age = Period.DaysBetween(day, today);
        return age <= 1 ? (index % 3 == 0 ? DemoFate.Issued : DemoFate.Draft)
            : age < 14 && random.Next(3) == 0 ? DemoFate.Issued
            : random.Next(20) switch
            {
                0 or 1 => DemoFate.Issued,
                2 => DemoFate.PartPaid,
                3 => DemoFate.Credited,
                4 => DemoFate.Overpaid,
                5 => DemoFate.PartCredited,
                _ => DemoFate.Paid,
            };
    }

    private async Task<List<AppointmentSummary>> PastVisitsAsync(CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var found = new Dictionary<Guid, AppointmentSummary>();
        foreach (var client in await clients.SearchAsync("C-", 200, ct))
        {
            var visits = await appointments.ForClientAsync(client.Id, 20, ct);
            foreach (var visit in visits.Where(v => v.End < now && v.Status is AppointmentStatus.Fulfilled or AppointmentStatus.Arrived).Take(4))
            {
                found[visit.Id] = visit;
            }
        }

        return [.. found.Values.OrderBy(v => v.Start).ThenBy(v => v.Id)];
    }
}

internal enum DemoFate
{
    Draft,
    Issued,
    PartPaid,
    Paid,
    Overpaid,
    Credited,
    PartCredited,
}

/// <summary>One visit's way through billing, by the same use cases as on a working day.</summary>
internal sealed class DemoInvoice(InvoiceVisit invoiceVisit, IssueInvoice issue, RecordPayment record, CreditInvoice credit, BillingDb db, IUnitOfWork unitOfWork, ITenant tenant, IClock clock)
{
    public async Task ExecuteAsync(Guid visitId, LocalDate day, DemoFate fate, int chance, CancellationToken ct)
    {
        var draft = await invoiceVisit.ExecuteAsync(visitId, ct);
        await unitOfWork.FlushAsync(ct);
        if (!draft.Succeeded || fate == DemoFate.Draft || await db.Invoices.AnyAsync(i => i.Id == draft.Value && i.GrossMinor <= 0, ct))
        {
            return;
        }

        var issued = Must(await issue.ExecuteAsync(new IssueInvoice.Request(draft.Value, day), ct));
        var paidOn = LocalDate.Min(day.PlusDays(chance * 4), tenant.Today(clock));
        if (fate is DemoFate.Credited or DemoFate.PartCredited)
        {
            await CreditAsync(issued, fate, paidOn, ct);
        }

        var amount = fate switch
        {
            DemoFate.Paid => issued.GrossMinor,
            DemoFate.PartPaid => Math.Max(1, issued.GrossMinor / 2),
            DemoFate.Overpaid => issued.GrossMinor + (10 * issued.Currency.Scale),
            _ => 0,
        };
        if (amount > 0)
        {
            var method = (PaymentMethod)chance;
            Must(await record.ExecuteAsync(
                new RecordPayment.Request(issued.ClientId, issued.Id, method, amount, paidOn, method == PaymentMethod.Transfer ? issued.Number! : "", $"demo:{issued.Id}"), ct));
        }
    }

    private async Task CreditAsync(Invoice issued, DemoFate fate, LocalDate day, CancellationToken ct)
    {
        var part = fate == DemoFate.PartCredited ? issued.Lines.ToDictionary(l => l.Id, l => l.Quantity / 2) : null;
        Must(await credit.ExecuteAsync(
            new CreditInvoice.Request(issued.Id, part, part is null ? "Billed by mistake" : "Half of the time was not used") { Date = day }, ct));
    }

    private static T Must<T>(Result<T> result) =>
        result.Succeeded ? result.Value : throw new InvalidOperationException($"Demo data: {result.Problem!.Message}");
}
