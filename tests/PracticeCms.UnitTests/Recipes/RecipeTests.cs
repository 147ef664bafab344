using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Kernel.Settings;
using PracticeCms.Recipes;
using Xunit;

namespace PracticeCms.UnitTests.Recipes;

public sealed class RecipeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("recipe").FullName;

    public RecipeTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "own", "templates"));
        File.WriteAllText(Path.Combine(folder, "own", "templates", "hello.liquid"), "Hello {{ name }}");
        File.WriteAllText(Path.Combine(folder, "secret.txt"), "secret");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("[js: 1 + 1]", "2")]
    [InlineData("[js:'a'.toUpperCase()]", "A")]
    [InlineData("[js: variables('greeting')]", "Hello Clinic")]
    [InlineData("[js: variables('chained')]", "7")]
    [InlineData("[js: parameters('SiteName')]", "Clinic")]
    [InlineData("[js: parameters('AdminEmail')]", "")]
    [InlineData("[js: configuration('Key', 'fallback')]", "fallback")]
    [InlineData("[js: configuration('Known', 'fallback')]", "from host")]
    [InlineData("[js: base64('SGk=')]", "Hi")]
    [InlineData("[js: html('&lt;b&gt;')]", "<b>")]
    [InlineData("[js: gzip('H4sIAAAAAAAAA/PIBAAODhdNAgAAAA==')]", "Hi")]
    [InlineData("[js: getUrlPrefix('/x')]", "/clinic/x")]
    [InlineData("[js: null]", "")]
    [InlineData("[js: var a = 2; a * 21]", "42")]
    [InlineData("[js: new Date(0)]", "1970-01-01T00:00:00.000Z")]
    [InlineData("[file:text('templates/hello.liquid')]", "Hello {{ name }}")]
    [InlineData("[file: base64('templates/hello.liquid')]", "SGVsbG8ge3sgbmFtZSB9fQ==")]
    [InlineData("[unknown: text]", "unknown: text")]
    [InlineData("[[js: 1]]", "[[js: 1]]")]
    [InlineData("[plain text]", "[plain text]")]
    [InlineData("[a1: x]", "[a1: x]")]
    [InlineData("[: x]", "[: x]")]
    [InlineData("text [js: 1]", "text [js: 1]")]
    [InlineData("[js: '[js: 2 + 3]']", "5")]
    public void Expressions_are_evaluated_by_the_rule(string text, string expected) => Assert.Equal(expected, Expressions().Evaluate(text));

    [Theory]
    [InlineData("[js: while (true) {}]")]
    [InlineData("[js: var a = []; while (true) a.push('xxxxxxxxxxxxxxxx')]")]
    [InlineData("[js: function f() { return f() } f()]")]
    [InlineData("[js: System.IO.File.ReadAllText('/etc/passwd')]")]
    [InlineData("[js: importNamespace('System')]")]
    [InlineData("[js: syntax error here]")]
    [InlineData("[js: variables('nothing')]")]
    [InlineData("[js: variables('self')]")]
    [InlineData("[js: variables('file')]")]
    [InlineData("[js: parameters('nothing')]")]
    [InlineData("[js: '[js: again]'.replace('again', \"'[js: 1]'\") + x]")]
    [InlineData("[file:text('../secret.txt')]")]
    [InlineData("[file:text('/etc/passwd')]")]
    [InlineData("[file:text('missing.txt')]")]
    [InlineData("[file:text('a\u0000b')]")]
    [InlineData("[file:delete('templates/hello.liquid')]")]
    [InlineData("[js: f()['a']]")]
    public void A_bad_expression_is_a_problem_and_not_a_crash(string text) => Assert.Throws<ExpressionException>(() => Expressions().Evaluate(text));

    [Fact]
    public void A_link_out_of_the_folder_is_not_followed()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "own", "link.txt"), Path.Combine(folder, "secret.txt"));
        Assert.Throws<ExpressionException>(() => Expressions().Evaluate("[file:text('link.txt')]"));
    }

    [Fact]
    public void Ids_are_26_characters_of_base_32_and_differ()
    {
        var ids = Enumerable.Range(0, 50).Select(_ => Expressions().Evaluate("[js: uuid()]")).ToList();
        Assert.All(ids, id => Assert.Matches("^[0-9a-z]{26}$", id));
        Assert.Equal(50, ids.Distinct().Count());
    }

    [Fact]
    public void A_variable_is_evaluated_once()
    {
        var expressions = Expressions();
        Assert.Equal(expressions.Evaluate("[js: variables('id')]"), expressions.Evaluate("[js: variables('id')]"));
    }

    [Fact]
    public void Every_text_of_a_step_is_evaluated_and_member_names_are_not()
    {
        var step = JsonNode.Parse("""{"name":"x","[js: 1]":"[js: 1]","list":[{"a":"[js: 2]"},3,true,null]}""")!.AsObject();
        Assert.Equal("""{"name":"x","[js: 1]":"1","list":[{"a":"2"},3,true,null]}""", Expressions().Evaluate(step).ToJsonString());
    }

    [Fact]
    public void The_path_of_a_bad_expression_is_reported()
    {
        var step = JsonNode.Parse("""{"name":"x","Roles":[{"Name":"[js: nope()]"}]}""")!.AsObject();
        Assert.Equal("Roles[0].Name", Assert.Throws<ExpressionException>(() => Expressions().Evaluate(step)).Path);
    }

    [Fact]
    public void Comments_trailing_commas_marks_and_any_case_are_read()
    {
        var problems = new List<RecipeProblem>();
        var recipe = RecipeDocument.Parse(
            "\uFEFF// head\n{ \"Name\": \"Mixed\", /* later */ \"Steps\": [ { \"Name\": \"feature\", \"Enable\": [], }, ], \"Variables\": { \"a\": 1 }, }", "file", null, problems);
        Assert.Empty(problems);
        Assert.Equal("Mixed", recipe!.Name);
        Assert.Equal("feature", recipe.Steps[0]["name"]!.ToString());
        Assert.Equal("1", recipe.Variables["a"]!.ToString());
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("[]", "")]
    [InlineData("{}", "steps")]
    [InlineData("""{"steps":[{}]}""", "steps[0]")]
    [InlineData("""{"steps":[{"name":"a"},{"name":5}]}""", "steps[1]")]
    public void A_broken_file_is_told_by_place(string text, string path)
    {
        var problems = new List<RecipeProblem>();
        RecipeDocument.Parse(text, "file", null, problems);
        Assert.Equal(path, problems[0].Path);
    }

    [Fact]
    public void Recipes_that_run_each_other_are_refused()
    {
        Write("a", """{"name":"a","steps":[{"name":"one"},{"name":"recipes","Values":[{"name":"b"}]},{"name":"three"}]}""");
        Write("b", """{"name":"b","steps":[{"name":"two"},{"name":"recipes","values":[{"name":"A"},{"name":"nowhere"}]}]}""");
        var catalog = Catalog();
        var plan = new RecipePlan(catalog, _ => Expressions()).Add(catalog.Find("a", [])!);
        Assert.Equal(["one", "two", "three"], plan.Steps.Select(s => s.Name));
        Assert.Equal("steps[1].Values[0]/b/steps[0]", plan.Steps[1].Path);
        Assert.Contains(plan.Problems, p => p.Message.Contains("a -> b -> A", StringComparison.Ordinal));
        Assert.Contains(plan.Problems, p => p.Message == "There is no recipe 'nowhere'.");
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void A_recipe_names_others_by_name_and_never_by_path(string name) => Assert.Null(Catalog().FindBeside(name, folder, []));

    [Theory]
    [InlineData("OrchardCore.Workflows", "PracticeCms.Workflows")]
    [InlineData("OrchardCore.Lucene", null)]
    [InlineData("PracticeCms.Records", "PracticeCms.Records")]
    [InlineData("TheAdmin", "PracticeAdmin")]
    public void Features_of_orchard_are_known(string id, string? ours) => Assert.Equal(ours, OrchardNames.Feature(id));

    [Fact]
    public void Unknown_members_of_settings_are_kept_and_only_differences_are_named()
    {
        var document = JsonNode.Parse("""{"Name":"A","FromTheFuture":[1]}""")!.AsObject();
        Assert.Equal(["Name", "City"], SettingsJson.Merge(document, JsonNode.Parse("""{"name":"B","City":"Vienna"}""")!.AsObject()));
        Assert.Equal("""{"Name":"B","FromTheFuture":[1],"City":"Vienna"}""", document.ToJsonString());
        Assert.Empty(SettingsJson.Merge(document, JsonNode.Parse("""{"Name":"B"}""")!.AsObject()));
    }

    [Theory]
    [InlineData("Client", "Clients")]
    [InlineData("Company", "Companies")]
    [InlineData("Day", "Days")]
    [InlineData("Address", "Addresses")]
    [InlineData("Salesperson", "Salespeople")]
    public void Words_without_a_plural_get_the_usual_one(string word, string plural) => Assert.Equal(plural, Vocabulary.EnglishPlural(word));

    private RecipeExpressions Expressions()
    {
        var variables = JsonNode.Parse("""
            {"greeting":"[js: 'Hello ' + parameters('SiteName')]","chained":"[js: Number(variables('three')) + 4]","three":3,
             "id":"[js: uuid()]","self":"[js: variables('self')]","file":"[file:text('templates/hello.liquid')]"}
            """)!.AsObject();
        var input = new RecipeScriptInput(
            variables, new Dictionary<string, string> { ["SiteName"] = "Clinic" }, key => key == "Known" ? "from host" : null, "clinic", NullLogger.Instance);
        return new RecipeExpressions(new RecipeScripts(input), new RecipeFiles(Path.Combine(folder, "own")));
    }

    private void Write(string name, string json)
    {
        Directory.CreateDirectory(Path.Combine(folder, name));
        File.WriteAllText(Path.Combine(folder, name, name + ".recipe.json"), json);
    }

    private RecipeCatalog Catalog() => new(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Practice:Recipes:Folder", (string?)folder)]).Build());
}
