using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Erasure;

/// <summary>Visits stay as times of the calendar; what was written about them goes.</summary>
internal sealed class EraseVisits(SchedulingDb db, IVocabulary words, IClock clock) : IErasesClients
{
    public async Task<IReadOnlyList<ErasureDecision>> DecideAsync(Guid client, CancellationToken ct)
    {
        await db.LockClientAsync(client, ct);
        var (now, visits) = (clock.GetCurrentInstant(), words.Plural("Appointment"));
        var coming = await db.Appointments.IgnoreQueryFilters()
            .CountAsync(a => a.ClientId == client && a.Start > now && (a.Status == AppointmentStatus.Booked || a.Status == AppointmentStatus.Confirmed), ct);
        return coming > 0
            ? [new(visits, ErasureOutcome.Refuses, $"{coming} to come; cancel them first.")]
            : [new($"{visits}: answers, reasons and links", ErasureOutcome.Erased), new($"{visits}: times", ErasureOutcome.Kept, "They name nobody, and the calendar counts them.")];
    }

    public Task EraseAsync(Guid client, Instant at, CancellationToken ct) =>
        db.Appointments.IgnoreQueryFilters().Where(a => a.ClientId == client).ExecuteUpdateAsync(
            s => s.SetProperty(a => a.AnswersSealed, (string?)null).SetProperty(a => a.CancelReason, (string?)null)
                .SetProperty(a => a.IdempotencyKey, (string?)null).SetProperty(a => a.RequestHash, (string?)null)
                .SetProperty(a => a.ManageTokenHash, a => "erased " + a.Id.ToString()),
            ct);
}
