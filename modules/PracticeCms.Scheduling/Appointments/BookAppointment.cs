using System.Security.Cryptography;
using System.Text;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Contracts;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>Books a visit: claims every resource the service needs, or nothing.</summary>
internal sealed class BookAppointment(
    SchedulingDb db, ReadPlan plans, IUnitOfWork unitOfWork, IClients clients, Claims claims, AppointmentNotices notices, IFieldCipher cipher, IClientCipher secrets, IClock clock)
{
    /// <param name="DurationMinutes">Null: the service's own.</param>
    /// <param name="IdempotencyKey">The same key with the same request gives the same visit; with another request it is refused.</param>
    public sealed record Request(Guid ServiceId, Guid ClientId, Guid PractitionerId, Instant Start, BookingSource Source)
    {
        public int? DurationMinutes { get; init; }
        public Guid? RoomId { get; init; }
        public bool Overbook { get; init; }
        public bool AllowPast { get; init; }

        /// <summary>For demo data: nobody is told, so that no mail leaves and no workflow starts.</summary>
        public bool IsQuiet { get; init; }
        public BookingAnswers Answers { get; init; } = BookingAnswers.None;
        public string? IdempotencyKey { get; init; }
        public string? RequestHash { get; init; }
    }

    public Task<Result<Appointment>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => BookAsync(request, token), ct);

    /// <summary>What the same request has booked before, or why its key does not fit; null for a new one.</summary>
    public async Task<Result<Appointment>?> EarlierAsync(string? idempotencyKey, string? requestHash, CancellationToken ct)
    {
        if (idempotencyKey is null || await db.Appointments.IgnoreQueryFilters().SingleOrDefaultAsync(a => a.IdempotencyKey == idempotencyKey, ct) is not { } earlier)
        {
            return null;
        }

        return earlier.RequestHash == requestHash ? earlier : Problem.Conflict("idempotency-key-reused", "This idempotency key was used for another booking.");
    }

    private async Task<Result<Appointment>> BookAsync(Request request, CancellationToken ct)
    {
        if (await EarlierAsync(request.IdempotencyKey, request.RequestHash, ct) is { } earlier)
        {
            return earlier;
        }

        var plan = await plans.ExecuteAsync(ct);
        var check = new Check()
            .That(plan.Service(request.ServiceId) is { IsActive: true }, nameof(request.ServiceId), "Choose a service.")
            .That(plan.Practitioner(request.PractitionerId) is not null, nameof(request.PractitionerId), "Choose who the visit is with.")
            .That(request.AllowPast || request.Start >= clock.GetCurrentInstant() - Duration.FromMinutes(request.Source == BookingSource.Staff ? 24 * 60 : 0), nameof(request.Start), "This time is in the past.")
            .That(request.DurationMinutes is null or (>= 5 and <= 24 * 60), nameof(request.DurationMinutes), "A visit takes between 5 minutes and 24 hours.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        await db.HoldClientAsync(request.ClientId, ct);
        if (await clients.FindAsync(request.ClientId, ct) is not { IsErased: false })
        {
            return Problem.Invalid(nameof(request.ClientId), "Choose who the visit is for.");
        }

        return await ClaimAsync(request, plan, ct);
    }

    /// <summary>For a request that is known to be new, of a client who is known, for a service and a practitioner of the plan.</summary>
    public async Task<Result<Appointment>> ClaimAsync(Request request, Plan plan, CancellationToken ct)
    {
        var service = plan.Service(request.ServiceId)!;
        var practitioner = plan.Practitioner(request.PractitionerId)!;
        var end = request.Start + Duration.FromMinutes(request.DurationMinutes ?? service.DurationMinutes);
        var span = Span.Of(request.Start, end, service.BufferBeforeMinutes, service.BufferAfterMinutes);
        var appointment = Make(request, plan.Locations[practitioner.LocationId], end);
        appointment.AnswersSealed = await request.Answers.SealAsync(appointment.ClientId, appointment.Id, secrets, ct);
        if (await claims.TakeAsync(appointment, span, request.Overbook, request.RoomId is null ? plan.RoomsFor(service, practitioner) : [], ct) is { } taken)
        {
            return taken;
        }

        if (!request.IsQuiet)
        {
            await notices.BookedAsync(appointment, ct);
        }

        return appointment;
    }

    private Appointment Make(Request request, Location location, Instant end)
    {
        var local = request.Start.InZone(DateTimeZoneProviders.Tzdb[location.Zone]);
        var token = Ids.Token();
        var id = Ids.New();
        return new Appointment
        {
            Id = id,
            ClientId = request.ClientId,
            ServiceId = request.ServiceId,
            PractitionerId = request.PractitionerId,
            RoomId = request.RoomId,
            LocationId = location.Id,
            Start = request.Start,
            End = end,
            Zone = location.Zone,
            LocalDate = local.Date,
            LocalStart = local.TimeOfDay,
            Source = request.Source,
            ManageToken = cipher.Encrypt(token, nameof(Appointment), id, nameof(Appointment.ManageToken)),
            ManageTokenHash = TokenHash(token),
            IdempotencyKey = request.IdempotencyKey,
            RequestHash = request.RequestHash,
            IsOverbook = request.Overbook,
            BookedAt = clock.GetCurrentInstant(),
        };
    }

    public static string TokenHash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
