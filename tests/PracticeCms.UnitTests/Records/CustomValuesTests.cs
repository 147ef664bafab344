using System.Text.Json.Nodes;
using PracticeCms.Records.Fields;
using Xunit;

namespace PracticeCms.UnitTests.Records;

public sealed class CustomValuesTests
{
    private static readonly CustomField[] Fields =
    [
        new("Insurance", "Insurance", CustomFieldKind.Text) { Required = true },
        new("Visits", "Visits a year", CustomFieldKind.Number) { Minimum = 0, Maximum = 12 },
        new("Since", "With us since", CustomFieldKind.Date),
        new("Smoker", "Smoker", CustomFieldKind.Boolean),
        new("Blood", "Blood group", CustomFieldKind.Choice) { Options = [("A", "Group A"), ("B", "Group B")] },
    ];

    [Theory]
    [InlineData("Visits", "thirteen", "Visits a year must be a number.")]
    [InlineData("Visits", "13", "Visits a year must be between 0 and 12.")]
    [InlineData("Visits", "1.5", "Visits a year must be a whole number.")]
    [InlineData("Since", "12/04/2020", "With us since must be a date such as 2026-01-31.")]
    [InlineData("Smoker", "sometimes", "Smoker must be yes or no.")]
    [InlineData("Blood", "C", "Blood group must be one of: Group A, Group B.")]
    public void A_wrong_value_is_named_by_its_field(string field, string text, string message)
    {
        var check = new Check();
        CustomValues.Apply("{}", new Dictionary<string, string> { ["Insurance"] = "x", [field] = text }, Fields, check);
        Assert.Equal(new FieldError($"Custom[{field}]", message), Assert.Single(check.Errors));
    }

    [Fact]
    public void A_required_field_is_asked_for_on_the_form_but_not_of_an_import()
    {
        var (form, import) = (new Check(), new Check());
        CustomValues.Apply("{}", new Dictionary<string, string>(), Fields, form);
        CustomValues.Apply("{}", new Dictionary<string, string>(), Fields, import, mayLack: true);
        Assert.Equal("Custom[Insurance]", Assert.Single(form.Errors).Field);
        Assert.Empty(import.Errors);
    }

    [Fact]
    public void Values_are_typed_and_those_of_fields_taken_back_stay()
    {
        var texts = new Dictionary<string, string> { ["insurance"] = "Sunny Mutual", ["Visits"] = "4", ["Smoker"] = "on", ["Blood"] = "group b" };
        var json = CustomValues.Apply("""{"Old":"kept"}""", texts, Fields, new Check());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"Old":"kept","Insurance":"Sunny Mutual","Visits":4,"Smoker":true,"Blood":"B"}"""), JsonNode.Parse(json)));
    }

    [Fact]
    public void Equal_values_written_otherwise_are_no_change()
    {
        const string Stored = """{ "Insurance" : "x",  "Visits" : 4 }""";
        Assert.Same(Stored, CustomValues.Apply(Stored, new Dictionary<string, string> { ["Visits"] = "4" }, Fields, new Check()));
    }

    [Fact]
    public void Fields_are_read_from_the_types_own_part_by_position()
    {
        var fields = new CustomFields
        {
            ContentTypes = (JsonArray)JsonNode.Parse("""[{"Name":"Client","ContentTypePartDefinitionRecords":[{"PartName":"Insured","Name":"Insured"}]}]""")!,
            ContentParts = (JsonArray)JsonNode.Parse(
                """
                [{"Name":"Client","ContentPartFieldDefinitionRecords":[
                   {"FieldName":"TextField","Name":"Blood","Settings":{"ContentPartFieldSettings":{"DisplayName":"Blood group","Editor":"PredefinedList","Position":"2"},
                     "TextFieldPredefinedListEditorSettings":{"Options":[{"name":"Group A","value":"A"}]}}},
                   {"FieldName":"MediaField","Name":"Photo"}]},
                 {"Name":"Insured","ContentPartFieldDefinitionRecords":[
                   {"FieldName":"NumericField","Name":"Share","Settings":{"ContentPartFieldSettings":{"Position":"1"},"NumericFieldSettings":{"Required":true,"Maximum":"100"}}}]}]
                """)!,
        }.Of("Client");
        Assert.Equal([("Share", CustomFieldKind.Number), ("Blood", CustomFieldKind.Choice)], fields.Select(f => (f.Name, f.Kind)));
        Assert.Equal((true, 100m, "Group A"), (fields[0].Required, fields[0].Maximum, fields[1].Options[0].Text));
    }

    [Fact]
    public void Merging_a_definition_a_second_time_changes_nothing()
    {
        const string Given = """{"Name":"Client","ContentPartFieldDefinitionRecords":[{"FieldName":"TextField","Name":"A","Settings":{"TextFieldSettings":{"Hint":"h"}}}]}""";
        var stored = JsonNode.Parse("""{"Name":"Client","Settings":{"X":1},"ContentPartFieldDefinitionRecords":[{"FieldName":"TextField","Name":"B"}]}""")!.AsObject();
        Assert.Equal(["field 'A' added"], DefinitionMerge.Into(stored, JsonNode.Parse(Given)!.AsObject()));
        Assert.Empty(DefinitionMerge.Into(stored, JsonNode.Parse(Given)!.AsObject()));
        var changed = JsonNode.Parse(Given.Replace("\"h\"", "\"new\"", StringComparison.Ordinal))!.AsObject();
        Assert.Equal(["field 'A': Settings.TextFieldSettings.Hint set"], DefinitionMerge.Into(stored, changed));
    }
}
