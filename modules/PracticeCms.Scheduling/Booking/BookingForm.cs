namespace PracticeCms.Scheduling.Booking;

/// <summary>What a person typed on the details page, kept until it is booked.</summary>
internal sealed record BookingForm(string Slot, string GivenName, string FamilyName, string Email, string Phone, string Key, bool IsRobot)
{
    /// <summary>By the name of the question.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();

    public static BookingForm Empty { get; } = new("", "", "", "", "", "", false);

    /// <summary>The field <c>website</c> is hidden from people; whoever fills it is none.</summary>
    public static BookingForm Read(IFormCollection form) => new(
        Text(form, "slot"), Text(form, "givenName"), Text(form, "familyName"), Text(form, "email"), Text(form, "phone"), Text(form, "key"), Text(form, "website").Length > 0)
    {
        Answers = form.Keys.Where(k => k.StartsWith(BookingQuestions.Prefix, StringComparison.Ordinal)).ToDictionary(k => k[BookingQuestions.Prefix.Length..], k => Text(form, k)),
    };

    public BookOnline.Request ToRequest() => new(Slot, GivenName, FamilyName, Email, Phone, Key.Length > 0 ? Key : null) { Answers = Answers };

    public Dictionary<string, object?> ToModel() => new() { ["givenName"] = GivenName, ["familyName"] = FamilyName, ["email"] = Email, ["phone"] = Phone };

    // A button with a new time comes after the hidden field with the old one.
    private static string Text(IFormCollection form, string name) => form[name] is [.., { } last] ? last.Trim() : "";
}
