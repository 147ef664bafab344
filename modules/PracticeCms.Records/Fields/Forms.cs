using System.Text.Json;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Records.Fields;

/// <summary>Forms for other modules, of the same fields and rules that clients have.</summary>
internal sealed class Forms(ISettings settings) : IForms
{
    private const string Client = "Client";

    public async Task<IReadOnlyList<FormSummary>> ListAsync(CancellationToken ct = default)
    {
        var definitions = await settings.GetAsync<CustomFields>(ct);
        return [.. definitions.ContentTypes.OfType<System.Text.Json.Nodes.JsonObject>()
            .Select(t => (Name: CustomFields.Text(t["Name"]) ?? "", Title: CustomFields.Text(t["DisplayName"])))
            .Where(t => IsForm(t.Name) && definitions.Of(t.Name).Count > 0)
            .Select(t => new FormSummary(t.Name, t.Title ?? t.Name))];
    }

    public async Task<IReadOnlyList<FormQuestion>> QuestionsAsync(string form, CancellationToken ct = default) => [.. (await FieldsAsync(form, ct)).Select(f => new FormQuestion(
        f.Name, f.Label, JsonNamingPolicy.CamelCase.ConvertName(f.Kind.ToString()), f.Hint, f.Required, f.Minimum, f.Maximum, [.. f.Options.Select(o => new FormOption(o.Value, o.Text))]))];

    public async Task<IReadOnlyList<FormAnswer>> CheckAsync(string form, IReadOnlyDictionary<string, string> texts, string prefix, Check check, CancellationToken ct = default)
    {
        var fields = await FieldsAsync(form, ct);
        foreach (var unknown in texts.Keys.Where(k => !fields.Any(f => f.Name.Equals(k, StringComparison.OrdinalIgnoreCase))).Take(20))
        {
            check.That(false, prefix + unknown, "There is no such question.");
        }

        var values = CustomValues.Read(CustomValues.Apply("{}", texts, fields, check, name: n => prefix + n));
        return [.. fields.Where(f => values.ContainsKey(f.Name)).Select(f => Answer(f, values[f.Name]))];
    }

    private static FormAnswer Answer(CustomField field, string value) => new(
        field.Name,
        field.Label,
        value,
        field.Kind switch
        {
            CustomFieldKind.Choice => field.Options.FirstOrDefault(o => o.Value == value).Text ?? value,
            CustomFieldKind.Boolean => value == "true" ? "Yes" : "No",
            _ => value,
        },
        field.Kind is CustomFieldKind.Text or CustomFieldKind.LongText);

    private async Task<IReadOnlyList<CustomField>> FieldsAsync(string form, CancellationToken ct) =>
        IsForm(form) ? (await settings.GetAsync<CustomFields>(ct)).Of(form) : [];

    private static bool IsForm(string name) => name.Length > 0 && !name.Equals(Client, StringComparison.OrdinalIgnoreCase);
}
