using System.Security.Cryptography;
using System.Text;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;

namespace PracticeCms.Scheduling.Booking;

/// <summary>A client books by themselves: finds or makes the client and books a time that is offered right now, or nothing.</summary>
internal sealed class BookOnline(
    SchedulingDb db, IUnitOfWork unitOfWork, IClients clients, FindSlots slots, NextFreeTimes next, BookAppointment book, IDbErrors errors)
{
    /// <param name="IdempotencyKey">The same key with the same request gives the same visit again.</param>
    public sealed record Request(string? Slot, string? GivenName, string? FamilyName, string? Email, string? Phone, string? IdempotencyKey);

    public async Task<Result<Appointment>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        var slot = SlotKey.Parse(request.Slot);
        var check = Validate(request, slot);
        if (check.Failed)
        {
            return check.ToProblem();
        }

        var result = await TryAsync(request, slot!.Value, ct);
        return result.Problem is { Code: "slot-taken" } taken ? await next.AddToAsync(taken, slot.Value, ct) : result;
    }

    private static Check Validate(Request request, SlotKey? slot) => new Check()
        .That(slot is not null, "slotKey", "Choose a time.")
        .That(IsText(request.GivenName), "givenName", "Enter your first name.")
        .That(IsText(request.FamilyName), "familyName", "Enter your last name.")
        .That(IsEmail(request.Email), "email", "Enter an e-mail address such as name@example.com.")
        .That(request.Phone is not { Length: > 40 }, "phone", "Enter a shorter phone number.")
        .That(request.IdempotencyKey is not { Length: > 200 }, "idempotencyKey", "The key is too long.");

    private async Task<Result<Appointment>> TryAsync(Request request, SlotKey slot, CancellationToken ct)
    {
        try
        {
            return await unitOfWork.RunAsync(token => BookAsync(request, slot, token), ct);
        }
        catch (DbUpdateException e) when (errors.IsUniqueViolation(e, "idempotency_key"))
        {
            // The same request came twice at once; the other one has booked by now.
            return await unitOfWork.RunAsync(token => BookAsync(request, slot, token), ct);
        }
    }

    private async Task<Result<Appointment>> BookAsync(Request request, SlotKey slot, CancellationToken ct)
    {
        var (key, hash) = (request.IdempotencyKey is { Length: > 0 } given ? $"online:{given}" : null, HashOf(request));
        if (key is not null && await db.Appointments.SingleOrDefaultAsync(a => a.IdempotencyKey == key, ct) is { } earlier)
        {
            return earlier.RequestHash == hash ? earlier : Problem.Conflict("idempotency-key-reused", "This idempotency key was used for another booking.");
        }

        if (await OfferedAsync(slot, ct) is not { } offered)
        {
            return Claims.Taken();
        }

        var client = await clients.FindOrCreateAsync(new NewClient(request.GivenName!.Trim(), request.FamilyName!.Trim(), request.Email!.Trim(), Trimmed(request.Phone)), ct);
        if (client.Problem is { } problem)
        {
            return problem;
        }

        await unitOfWork.FlushAsync(ct);
        return await book.ExecuteAsync(
            new BookAppointment.Request(slot.ServiceId, client.Value, offered.PractitionerId, offered.Start, BookingSource.Online) { IdempotencyKey = key, RequestHash = hash }, ct);
    }

    /// <summary>The time as the booking pages would offer it now; with somebody else where the client did not choose.</summary>
    private async Task<FreeTime?> OfferedAsync(SlotKey slot, CancellationToken ct)
    {
        if (!await db.Services.AnyAsync(s => s.Id == slot.ServiceId && s.IsOnline && s.IsActive, ct))
        {
            return null;
        }

        var day = slot.Start.InUtc().Date;
        var found = await slots.ExecuteAsync(
            new FindSlots.Request(slot.ServiceId, day, day, slot.AnyPractitioner ? null : slot.PractitionerId) { Zone = DateTimeZone.Utc, EveryPractitioner = true }, ct);
        return found.Where(f => f.Start == slot.Start).OrderByDescending(f => f.PractitionerId == slot.PractitionerId).FirstOrDefault();
    }

    private static string HashOf(Request r) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', r.Slot, r.GivenName, r.FamilyName, r.Email, r.Phone))));

    private static bool IsText(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= 100;

    private static bool IsEmail(string? text) =>
        EmailAddress.IsValid(text?.Trim());

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
