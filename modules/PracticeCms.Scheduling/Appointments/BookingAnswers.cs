using System.Text.Json;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>What a client answered when booking. Kept with the visit, sealed: it may tell why somebody comes.</summary>
internal sealed record BookingAnswers(IReadOnlyList<FormAnswer> Items)
{
    public static BookingAnswers None { get; } = new([]);

    /// <summary>None where the client was erased.</summary>
    internal static async Task<BookingAnswers> OpenAsync(Appointment appointment, IClientCipher cipher, CancellationToken ct) =>
        appointment.AnswersSealed is { } text && await cipher.OpenAsync(appointment.ClientId, text, Field(appointment.Id), ct) is { } json
            ? new(JsonSerializer.Deserialize<List<FormAnswer>>(json) ?? [])
            : None;

    internal async Task<string?> SealAsync(Guid client, Guid appointment, IClientCipher cipher, CancellationToken ct) =>
        Items.Count == 0 ? null : await cipher.SealAsync(client, JsonSerializer.Serialize(Items), Field(appointment), ct);

    internal static SealedField Field(Guid appointment) => new(nameof(Appointment), appointment, nameof(Appointment.AnswersSealed));

    /// <summary>For workflows: what was chosen, never what a client wrote, which must not travel in mails.</summary>
    internal Dictionary<string, object?> Choices() => Items.Where(a => !a.IsFreeText).ToDictionary(a => a.Name, a => (object?)a.Value);
}
