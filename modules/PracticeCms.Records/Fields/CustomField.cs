using System.Globalization;
using System.Text.Json.Nodes;

namespace PracticeCms.Records.Fields;

public enum CustomFieldKind
{
    Text,
    LongText,
    Choice,
    Number,
    Date,
    Boolean,
}

/// <summary>A field that the practice has added to its clients.</summary>
/// <param name="Options">Values and their texts; for choices alone.</param>
public sealed record CustomField(string Name, string Label, CustomFieldKind Kind)
{
    private const int MostDecimals = 28; // that a decimal can be rounded to

    public string Hint { get; init; } = "";

    /// <summary>Who sees it.</summary>
    public FieldGroup Group { get; init; }
    public bool Required { get; init; }
    public decimal Position { get; init; }
    public decimal? Minimum { get; init; }
    public decimal? Maximum { get; init; }

    /// <summary>Digits after the decimal point of a number.</summary>
    public int Scale { get; init; }
    public IReadOnlyList<(string Value, string Text)> Options { get; init; } = [];

    public static IReadOnlyList<string> KnownTypes { get; } = ["TextField", "NumericField", "DateField", "BooleanField"];

    /// <summary>Reads Orchard's field definition; null for a type of field that clients cannot have.</summary>
    internal static CustomField? Read(JsonObject definition)
    {
        var type = CustomFields.Text(definition["FieldName"]) ?? "";
        var name = CustomFields.Text(definition["Name"]) ?? "";
        if (name.Length == 0 || !KnownTypes.Contains(type, StringComparer.Ordinal))
        {
            return null;
        }

        var settings = definition["Settings"] as JsonObject;
        var general = settings?["ContentPartFieldSettings"] as JsonObject;
        var own = settings?[type + "Settings"] as JsonObject;
        return new CustomField(name, CustomFields.Text(general?["DisplayName"]) ?? name, KindOf(type, CustomFields.Text(general?["Editor"])))
        {
            Group = GroupOf(definition) ?? FieldGroup.Demographics,
            Hint = CustomFields.Text(own?["Hint"]) ?? "",
            Required = string.Equals(CustomFields.Text(own?["Required"]), "true", StringComparison.OrdinalIgnoreCase),
            Position = Number(general?["Position"]) ?? 0,
            Minimum = Number(own?["Minimum"]),
            Maximum = Number(own?["Maximum"]),
            Scale = (int)Math.Clamp(Number(own?["Scale"]) ?? 0, 0, MostDecimals),
            Options = ReadOptions(settings?["TextFieldPredefinedListEditorSettings"]?["Options"] as JsonArray),
        };
    }

    /// <summary>Groups that fields of a practice's own may be in.</summary>
    public static IReadOnlyList<FieldGroup> Groups { get; } = [FieldGroup.Demographics, FieldGroup.IdentityNumbers, FieldGroup.Clinical, FieldGroup.Financial];

    /// <summary>What the definition says; null where it names no group that there is.</summary>
    internal static FieldGroup? GroupOf(JsonObject definition) => GroupName(definition) is not { } name ? FieldGroup.Demographics
        : Groups.Where(g => g.ToString() == name).Select(g => (FieldGroup?)g).FirstOrDefault();

    internal static string? GroupName(JsonObject definition) => CustomFields.Text((definition["Settings"] as JsonObject)?["PracticeFieldSettings"]?["Group"]);

    private static CustomFieldKind KindOf(string type, string? editor) => (type, editor) switch
    {
        ("TextField", "PredefinedList") => CustomFieldKind.Choice,
        ("TextField", "TextArea") => CustomFieldKind.LongText,
        ("NumericField", _) => CustomFieldKind.Number,
        ("DateField", _) => CustomFieldKind.Date,
        ("BooleanField", _) => CustomFieldKind.Boolean,
        _ => CustomFieldKind.Text,
    };

    private static IReadOnlyList<(string Value, string Text)> ReadOptions(JsonArray? options) =>
        [.. (options ?? []).OfType<JsonObject>()
            .Select(o => (Value: Any(o, "value", "Value"), Text: Any(o, "name", "Name")))
            .Where(o => o.Value is not null || o.Text is not null)
            .Select(o => (o.Value ?? o.Text!, o.Text ?? o.Value!))];

    private static string? Any(JsonObject option, params string[] names) => names.Select(n => CustomFields.Text(option[n])).FirstOrDefault(t => t is not null);

    private static decimal? Number(JsonNode? node) =>
        decimal.TryParse(CustomFields.Text(node), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;
}
