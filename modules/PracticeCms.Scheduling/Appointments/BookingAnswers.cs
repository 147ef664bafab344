using System.Text.Json;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>What a client answered when booking. Kept with the visit, sealed: it may tell why somebody comes.</summary>
internal sealed record BookingAnswers(IReadOnlyList<FormAnswer> Items)
{
    public static BookingAnswers None { get; } = new([]);

    internal static BookingAnswers Open(Appointment appointment, IFieldCipher cipher) => appointment.AnswersSealed is { } text
        ? new(JsonSerializer.Deserialize<List<FormAnswer>>(cipher.Decrypt(text, nameof(Appointment), appointment.Id, nameof(Appointment.AnswersSealed))) ?? [])
        : None;

    internal string? Seal(Guid appointment, IFieldCipher cipher) =>
        Items.Count == 0 ? null : cipher.Encrypt(JsonSerializer.Serialize(Items), nameof(Appointment), appointment, nameof(Appointment.AnswersSealed));

    /// <summary>For workflows: what was chosen, never what a client wrote, which must not travel in mails.</summary>
    internal Dictionary<string, object?> Choices() => Items.Where(a => !a.IsFreeText).ToDictionary(a => a.Name, a => (object?)a.Value);
}
