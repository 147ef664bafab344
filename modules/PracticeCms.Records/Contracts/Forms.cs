namespace PracticeCms.Records.Contracts;

/// <summary>A form of the practice's content definition, such as the questions asked when booking.</summary>
public sealed record FormSummary(string Name, string Title);

/// <summary>One question of a form.</summary>
/// <param name="Kind">text, longText, choice, number, date or boolean.</param>
/// <param name="Options">Values and their texts; for choices alone.</param>
public sealed record FormQuestion(string Name, string Label, string Kind, string Hint, bool Required, decimal? Minimum, decimal? Maximum, IReadOnlyList<FormOption> Options);

public sealed record FormOption(string Value, string Text);

/// <summary>What was answered, with the question as it was asked.</summary>
/// <param name="Value">As typed data: an option's value, <c>true</c>, a number, an ISO date, a text.</param>
/// <param name="IsFreeText">Written by the client in their own words.</param>
public sealed record FormAnswer(string Name, string Label, string Value, string Text, bool IsFreeText);

/// <summary>Forms are defined by the recipe step <c>ContentDefinition</c>: every content type but Client that has fields.</summary>
public interface IForms
{
    Task<IReadOnlyList<FormSummary>> ListAsync(CancellationToken ct = default);

    /// <summary>Empty where there is no such form.</summary>
    Task<IReadOnlyList<FormQuestion>> QuestionsAsync(string form, CancellationToken ct = default);

    /// <summary>Checks texts as clients' custom fields are checked. Messages go under the question's name after the prefix.</summary>
    Task<IReadOnlyList<FormAnswer>> CheckAsync(string form, IReadOnlyDictionary<string, string> texts, string prefix, Check check, CancellationToken ct = default);
}
