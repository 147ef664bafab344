using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;

namespace PracticeCms.Scheduling.Booking;

/// <summary>What a service asks its clients when they book, and what is wrong with a request to book.</summary>
internal sealed class BookingQuestions(IForms forms)
{
    public const string Prefix = "answers.";

    /// <summary>The questions as the details page shows them, with what was typed and what is wrong with it.</summary>
    public async Task<List<Dictionary<string, object?>>> ModelAsync(string form, IReadOnlyDictionary<string, string> typed, Problem? problem, CancellationToken ct)
    {
        var questions = await forms.QuestionsAsync(form, ct);
        return [.. questions.Select(q => Model(q, typed.GetValueOrDefault(q.Name, ""), problem?.Fields.FirstOrDefault(f => f.Field == Prefix + q.Name)?.Message))];
    }

    public async Task<Result<BookingAnswers>> CheckAsync(BookOnline.Request request, SlotKey? slot, Plan plan, CancellationToken ct)
    {
        var check = new Check()
            .That(slot is not null, "slotKey", "Choose a time.")
            .That(IsText(request.GivenName), "givenName", "Enter your first name.")
            .That(IsText(request.FamilyName), "familyName", "Enter your last name.")
            .That(EmailAddress.IsValid(request.Email?.Trim()), "email", "Enter an e-mail address such as name@example.com.")
            .That(request.Phone is not { Length: > 40 }, "phone", "Enter a shorter phone number.")
            .That(request.IdempotencyKey is not { Length: > 200 }, "idempotencyKey", "The key is too long.")
            .That(request.IdempotencyKey?.Any(char.IsControl) is not true, "idempotencyKey", "The key has characters that cannot be read.");
        var form = slot is { } chosen ? plan.Service(chosen.ServiceId)?.Form : null;
        var answers = form is null ? [] : await forms.CheckAsync(form, request.Answers, Prefix, check, ct);
        return check.Failed ? check.ToProblem() : new BookingAnswers(answers);
    }

    private static bool IsText(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= 100 && !text.Any(char.IsControl);

    private static Dictionary<string, object?> Model(FormQuestion q, string typed, string? error) => new()
    {
        ["name"] = Prefix + q.Name,
        ["id"] = "answer-" + q.Name,
        ["label"] = q.Label,
        ["kind"] = q.Kind,
        ["hint"] = q.Hint,
        ["required"] = q.Required,
        ["value"] = typed,
        ["error"] = error,
        ["options"] = Options(q).Select(o => new Dictionary<string, object?> { ["value"] = o.Value, ["text"] = o.Text, ["chosen"] = o.Value == typed }).ToList(),
    };

    private static IReadOnlyList<FormOption> Options(FormQuestion q) => q.Kind == "boolean" ? [new("true", "Yes"), new("false", "No")] : q.Options;
}
