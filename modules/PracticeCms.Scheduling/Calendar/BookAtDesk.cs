using NodaTime.Text;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>Books from the calendar; a new client and the visit come into being together or not at all.</summary>
internal sealed class BookAtDesk(IUnitOfWork unitOfWork, IClients clients, BookAppointment book, WallTimes times, ICurrentActor actor)
{
    public Task<Result<Appointment>> ExecuteAsync(NewVisit input, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => BookAsync(input, token), ct);

    private async Task<Result<Appointment>> BookAsync(NewVisit input, CancellationToken ct)
    {
        var start = LocalDatePattern.Iso.Parse(input.Date ?? "") is { Success: true } date && WallTimes.Time(input.Time) is { } time ? date.Value + time : (LocalDateTime?)null;
        var check = new Check()
            .That(input.ClientId is not null || input.IsNewClient, nameof(input.Search), "Choose who the visit is for, or enter somebody new.")
            .That(input.ServiceId is not null, nameof(input.ServiceId), "Choose a service.")
            .That(input.PractitionerId is not null, nameof(input.PractitionerId), "Choose who the visit is with.")
            .That(start is not null, nameof(input.Time), "Enter a date and a time.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        if (input.Overbook && !actor.Can(Permissions.Overbook))
        {
            return Problem.Forbidden("You may not book over a time that is taken.");
        }

        var client = input.ClientId is { } known ? (Result<Guid>)known : await CreateAsync(input, ct);
        return client.Problem is { } problem
            ? problem
            : await book.ExecuteAsync(
                new BookAppointment.Request(input.ServiceId!.Value, client.Value, input.PractitionerId!.Value, await times.OfPractitionerAsync(input.PractitionerId.Value, start!.Value, ct), BookingSource.Staff)
                {
                    DurationMinutes = input.Minutes,
                    Overbook = input.Overbook,
                },
                ct);
    }

    private Task<Result<Guid>> CreateAsync(NewVisit input, CancellationToken ct) => clients.CreateAsync(
        new NewClient(input.GivenName?.Trim() ?? "", input.FamilyName!.Trim(), Blank(input.Email), Blank(input.Phone)), ct);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
