using System.Text.Json.Nodes;
using PracticeCms.Recipes;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Fields;
using PracticeCms.Settings;

namespace PracticeCms.IntegrationTests.Records;

public sealed class ContentDefinitionTests
{
    private const string Step = """
        {"name":"ContentDefinition",
         "ContentTypes":[{"Name":"Client","ContentTypePartDefinitionRecords":[{"PartName":"Client","Name":"Client"}]}],
         "ContentParts":[{"Name":"Client","ContentPartFieldDefinitionRecords":[
           {"FieldName":"TextField","Name":"Insurance","Settings":{"ContentPartFieldSettings":{"DisplayName":"Insurance","Position":"1"},"TextFieldSettings":{"Required":true}}}]}]}
        """;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_recipe_gives_clients_their_fields_once_and_the_export_is_the_same_step(DatabaseProvider database)
    {
        await using var records = await RecordsHost.StartAsync(database);
        Assert.Equal(["content type 'Client' added", "content part 'Client' added"], (await RunAsync(records, Step)).Changes);
        Assert.Empty((await RunAsync(records, Step)).Changes);
        Assert.Equal(
            ["content part 'Client': field 'Insurance': Settings.TextFieldSettings.Required set"],
            (await RunAsync(records, Step.Replace("true", "false", StringComparison.Ordinal))).Changes);
        await RunAsync(records, Step);
        var exported = await records.InAsync(s => s.GetRequiredService<ContentDefinitionStep>().ExportAsync(default));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Step), exported));

        var refused = await records.CreateAsync(new ClientDetails { FamilyName = "Fernsby" });
        Assert.Equal("Custom[Insurance]", Assert.Single(refused.Problem!.Fields).Field);
        Assert.True((await records.CreateAsync(new ClientDetails { FamilyName = "Fernsby", Custom = { ["Insurance"] = "Sunny Mutual" } })).Succeeded);
    }

    [Fact]
    public async Task What_cannot_be_is_named_by_its_path_and_nothing_is_saved()
    {
        await using var records = await RecordsHost.StartAsync(DatabaseProvider.Sqlite);
        var run = await RunAsync(records, """{"name":"ContentDefinition","ContentParts":[{"ContentPartFieldDefinitionRecords":[]},{"Name":"Client","ContentPartFieldDefinitionRecords":[{"FieldName":"TextField"},{"FieldName":"MediaField","Name":"Photo"}]}]}""");
        Assert.Equal(
            [("steps[0].ContentParts[0].Name", false), ("steps[0].ContentParts[1].ContentPartFieldDefinitionRecords[0].Name", false), ("steps[0].ContentParts[1].ContentPartFieldDefinitionRecords[1].FieldName", true)],
            run.Problems.Select(p => (p.Path, p.IsWarning)));
        Assert.Empty((await records.InAsync(async s => await s.GetRequiredService<ISettings>().GetAsync<CustomFields>())).ContentParts);
    }

    private static Task<RecipeExecutionContext> RunAsync(RecordsHost records, string step) => records.InAsync(s =>
        s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            var context = new RecipeExecutionContext("ContentDefinition", "steps[0]", JsonNode.Parse(step)!.AsObject(), s);
            await s.GetRequiredService<ContentDefinitionStep>().HandleAsync(context, ct);
            return context;
        }));
}
