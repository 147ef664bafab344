using System.Security.Cryptography;
using System.Text;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;

namespace PracticeCms.Scheduling.Booking;

/// <summary>A client books by themselves: finds or makes the client and books a time that is offered right now, or nothing.</summary>
internal sealed class BookOnline(
    IUnitOfWork unitOfWork, IClients clients, ReadPlan plans, FindSlots slots, BookingQuestions questions, BookAppointment book, IDbErrors errors)
{
    /// <param name="IdempotencyKey">The same key with the same request gives the same visit again.</param>
    public sealed record Request(string? Slot, string? GivenName, string? FamilyName, string? Email, string? Phone, string? IdempotencyKey)
    {
        /// <summary>By the name of the question.</summary>
        public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();
    }

    private static readonly Problem JustTaken = Claims.Taken() with { Message = "This time was just taken. Please choose another one." };

    public async Task<Result<Appointment>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        var slot = SlotKey.Parse(request.Slot);
        var answers = await questions.CheckAsync(request, slot, ct);
        return answers.Problem is { } problem ? problem : await TryAsync(request, slot!.Value, answers.Value, ct);
    }

    private async Task<Result<Appointment>> TryAsync(Request request, SlotKey slot, BookingAnswers answers, CancellationToken ct)
    {
        try
        {
            return await unitOfWork.RunAsync(token => BookAsync(request, slot, answers, token), ct);
        }
        catch (DbUpdateException e) when (errors.IsUniqueViolation(e, "idempotency_key"))
        {
            // The same request came twice at once; the other one has booked by now.
            return await unitOfWork.RunAsync(token => BookAsync(request, slot, answers, token), ct);
        }
    }

    private async Task<Result<Appointment>> BookAsync(Request request, SlotKey slot, BookingAnswers answers, CancellationToken ct)
    {
        var (key, hash) = (request.IdempotencyKey is { Length: > 0 } given ? $"online:{given}" : null, HashOf(request));
        if (await book.EarlierAsync(key, hash, ct) is { } earlier)
        {
            return earlier;
        }

        var plan = await plans.ExecuteAsync(ct);
        if (await OfferedAsync(slot, plan, ct) is not { } offered)
        {
            return JustTaken;
        }

        var client = await clients.FindOrCreateAsync(new NewClient(request.GivenName!.Trim(), request.FamilyName!.Trim(), request.Email!.Trim(), Trimmed(request.Phone)), ct);
        if (client.Problem is { } problem)
        {
            return problem;
        }

        var booked = await book.ClaimAsync(
            new BookAppointment.Request(slot.ServiceId, client.Value, offered.PractitionerId, offered.Start, BookingSource.Online) { Answers = answers, IdempotencyKey = key, RequestHash = hash }, plan, ct);
        return booked.Problem?.Code == JustTaken.Code ? JustTaken : booked;
    }

    /// <summary>The time as the booking pages would offer it now; with somebody else where the client did not choose.</summary>
    private async Task<FreeTime?> OfferedAsync(SlotKey slot, Plan plan, CancellationToken ct)
    {
        if (plan.Service(slot.ServiceId) is not { IsOnline: true, IsActive: true })
        {
            return null;
        }

        var day = slot.Start.InUtc().Date;
        var found = await slots.ExecuteAsync(
            new FindSlots.Request(slot.ServiceId, day, day, slot.AnyPractitioner ? null : slot.PractitionerId) { Zone = DateTimeZone.Utc, EveryPractitioner = true }, plan, ct);
        return found.Where(f => f.Start == slot.Start).OrderByDescending(f => f.PractitionerId == slot.PractitionerId).FirstOrDefault();
    }

    private static string HashOf(Request r)
    {
        var answers = r.Answers.OrderBy(a => a.Key, StringComparer.Ordinal).SelectMany(a => new[] { a.Key, a.Value });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', [r.Slot, r.GivenName, r.FamilyName, r.Email, r.Phone, .. answers]))));
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
