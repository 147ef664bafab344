using System.Security.Cryptography;
using System.Text;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Contracts;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>Books a visit: claims every resource the service needs, or nothing.</summary>
internal sealed class BookAppointment(
    SchedulingDb db, IUnitOfWork unitOfWork, IClients clients, Claims claims, AppointmentNotices notices, IFieldCipher cipher, IClock clock)
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

    private async Task<Result<Appointment>> BookAsync(Request request, CancellationToken ct)
    {
        if (request.IdempotencyKey is { } key && await db.Appointments.IgnoreQueryFilters().SingleOrDefaultAsync(a => a.IdempotencyKey == key, ct) is { } earlier)
        {
            return earlier.RequestHash == request.RequestHash
                ? earlier
                : Problem.Conflict("idempotency-key-reused", "This idempotency key was used for another booking.");
        }

        var service = await db.Services.AsNoTracking().SingleOrDefaultAsync(s => s.Id == request.ServiceId && s.IsActive, ct);
        var practitioner = await db.Resources.AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.PractitionerId && r.IsActive && r.Kind == ResourceKind.Practitioner, ct);
        var check = new Check()
            .That(service is not null, nameof(request.ServiceId), "Choose a service.")
            .That(practitioner is not null, nameof(request.PractitionerId), "Choose who the visit is with.")
            .That(request.AllowPast || request.Start >= clock.GetCurrentInstant() - Duration.FromMinutes(request.Source == BookingSource.Staff ? 24 * 60 : 0), nameof(request.Start), "This time is in the past.")
            .That(request.DurationMinutes is null or (>= 5 and <= 24 * 60), nameof(request.DurationMinutes), "A visit takes between 5 minutes and 24 hours.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        if (await clients.FindAsync(request.ClientId, ct) is null)
        {
            return Problem.Invalid(nameof(request.ClientId), "Choose who the visit is for.");
        }

        return await ClaimAsync(request, service!, practitioner!, ct);
    }

    private async Task<Result<Appointment>> ClaimAsync(Request request, Service service, Resource practitioner, CancellationToken ct)
    {
        var location = await db.Locations.AsNoTracking().SingleAsync(l => l.Id == practitioner.LocationId, ct);
        var end = request.Start + Duration.FromMinutes(request.DurationMinutes ?? service.DurationMinutes);
        var span = Span.Of(request.Start, end, service.BufferBeforeMinutes, service.BufferAfterMinutes);
        var appointment = Make(request, location, end);
        if (service.NeedsRoom)
        {
            appointment.RoomId = request.RoomId ?? await claims.FreeRoomAsync(practitioner, span, null, null, ct);
            if (appointment.RoomId is null && !request.Overbook)
            {
                return Problem.Conflict("slot-taken", "No room is free at this time.");
            }
        }

        if (await claims.TakeAsync(appointment, span, request.Overbook, ct) is { } taken)
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
            AnswersSealed = request.Answers.Seal(id, cipher),
            BookedAt = clock.GetCurrentInstant(),
        };
    }

    public static string TokenHash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
