using System.Security.Cryptography;
using System.Text;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;

namespace PracticeCms.Scheduling.Booking;

/// <summary>
/// A client books by themselves: finds or makes the client and books a time that is offered right now, or nothing. What can be read is
/// read before the transaction, because bookings write one after the other; the database refuses a time that was taken in between.
/// </summary>
internal sealed class BookOnline(
    IUnitOfWork unitOfWork, IClients clients, ReadPlan plans, FindSlots slots, BookingQuestions questions, BookAppointment book, IDbErrors errors, IClock clock)
{
    /// <summary>Each try that fails means that somebody else got one of those who were free.</summary>
    private const int Tries = 20;

    /// <param name="IdempotencyKey">The same key with the same request gives the same visit again.</param>
    public sealed record Request(string? Slot, string? GivenName, string? FamilyName, string? Email, string? Phone, string? IdempotencyKey)
    {
        /// <summary>By the name of the question.</summary>
        public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();
    }

    private static readonly Problem JustTaken = Claims.Taken() with { Message = "This time was just taken. Please choose another one." };
    private static readonly Problem Over = Claims.Taken() with { Message = "This time is over. Please choose another one." };

    public async Task<Result<Appointment>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        var slot = SlotKey.Parse(request.Slot);
        var plan = await plans.ExecuteAsync(ct);
        var answers = await questions.CheckAsync(request, slot, plan, ct);
        return answers.Problem is { } problem ? problem : await BookAsync(request, slot!.Value, answers.Value, plan, ct);
    }

    private async Task<Result<Appointment>> BookAsync(Request request, SlotKey slot, BookingAnswers answers, Plan plan, CancellationToken ct)
    {
        var (key, hash) = (request.IdempotencyKey is { Length: > 0 } given ? $"online:{given}" : null, HashOf(request));
        for (var i = 0; i < Tries; i++)
        {
            if (await book.EarlierAsync(key, hash, ct) is { } earlier)
            {
                return earlier;
            }

            if (await OfferedAsync(slot, plan, ct) is not { } offered)
            {
                break;
            }

            var visit = new BookAppointment.Request(slot.ServiceId, Guid.Empty, offered.PractitionerId, offered.Start, BookingSource.Online) { Answers = answers, IdempotencyKey = key, RequestHash = hash };
            if (await TryAsync(request, visit, plan, ct) is { } booked)
            {
                return booked;
            }

            plan = await plans.ExecuteAsync(ct);
        }

        // The other one may have been this very request.
        return await book.EarlierAsync(key, hash, ct) ?? (slot.Start <= clock.GetCurrentInstant() ? Over : JustTaken);
    }

    /// <summary>Null where another booking came first: of this time, or of this very request.</summary>
    private async Task<Result<Appointment>?> TryAsync(Request request, BookAppointment.Request visit, Plan plan, CancellationToken ct)
    {
        try
        {
            var booked = await unitOfWork.RunAsync<Result<Appointment>>(
                async token =>
                {
                    var client = await clients.FindOrCreateAsync(new NewClient(request.GivenName!.Trim(), request.FamilyName!.Trim(), request.Email!.Trim(), Trimmed(request.Phone)), token);
                    return client.Problem is { } problem ? problem : await book.ClaimAsync(visit with { ClientId = client.Value }, plan, token);
                },
                ct);
            return booked.Problem?.Code == JustTaken.Code ? null : booked;
        }
        catch (DbUpdateException e) when (errors.IsUniqueViolation(e, "idempotency_key"))
        {
            return null;
        }
    }

    /// <summary>
    /// The time as the booking pages would offer it now. Where the client did not choose and who was proposed is taken, with any of the
    /// others: if all took the first, those who book at once would meet again.
    /// </summary>
    private async Task<FreeTime?> OfferedAsync(SlotKey slot, Plan plan, CancellationToken ct)
    {
        if (plan.Service(slot.ServiceId) is not { IsOnline: true, IsActive: true })
        {
            return null;
        }

        var day = slot.Start.InUtc().Date;
        var found = await slots.ExecuteAsync(
            new FindSlots.Request(slot.ServiceId, day, day, slot.AnyPractitioner ? null : slot.PractitionerId) { Zone = DateTimeZone.Utc, EveryPractitioner = true }, plan, ct);
        var free = found.Where(f => f.Start == slot.Start).ToList();
        return free.Find(f => f.PractitionerId == slot.PractitionerId) ?? (free.Count > 0 ? free[Random.Shared.Next(free.Count)] : null);
    }

    private static string HashOf(Request r)
    {
        var answers = r.Answers.OrderBy(a => a.Key, StringComparer.Ordinal).SelectMany(a => new[] { a.Key, a.Value });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', [r.Slot, r.GivenName, r.FamilyName, r.Email, r.Phone, .. answers]))));
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
