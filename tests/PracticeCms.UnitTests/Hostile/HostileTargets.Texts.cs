using System.Globalization;
using System.Text.Json.Nodes;
using DotLiquid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PracticeCms.Billing.Amounts;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Web;
using PracticeCms.Liquid;
using PracticeCms.Messaging.Templates;
using PracticeCms.Messaging.Workflows;
using PracticeCms.Modules;
using PracticeCms.Recipes;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Fields;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Booking;
using PracticeCms.Settings;
using PracticeCms.Tenants;
using PracticeCms.Testing;
using PracticeCms.UnitTests.Workflows;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Activities;
using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Types;

namespace PracticeCms.UnitTests.Hostile;

/// <summary>Texts: recipes, workflows, templates, mails, and the fields of forms.</summary>
internal sealed partial class HostileTargets
{
    private const string SmallRecipe = """
        {
          "name": "small", "displayName": "Small", "position": 3, "issetuprecipe": "true",
          "variables": { "greeting": "[js: 'Hello ' + parameters('SiteName')]", "a": 1, "b": "[js: Number(variables('a')) + 1]" },
          "steps": [
            { "name": "settings", "PracticeSettings": { "Name": "[js: variables('greeting')]", "Phone": "[js: variables('b')]" } },
            { "name": "recipes", "Values": [{ "executionid": "x", "name": "none" }] },
            { "name": "ContentDefinition", "optional": true, "ContentParts": [{ "Name": "Client", "ContentPartFieldDefinitionRecords": [
              { "FieldName": "TextField", "Name": "Blood", "Settings": { "ContentPartFieldSettings": { "Editor": "PredefinedList", "Position": "2" }, "TextFieldPredefinedListEditorSettings": { "Options": [{ "name": "A", "value": "a" }] } } },
              { "FieldName": "NumericField", "Name": "Share", "Settings": { "NumericFieldSettings": { "Required": true, "Scale": 2, "Maximum": "100" }, "PracticeFieldSettings": { "Group": "Clinical" } } }] }] },
            { "name": "Templates", "Templates": { "mail/x": { "Content": "[file:text('x.liquid')]", "Description": "[js: base64('SGk=') + html('&lt;') + gzip('H4sIAAAAAAAAA/PIBAAODhdNAgAAAA==')]" } } }
          ]
        }
        """;

    private const string SmallWorkflow = """
        {
          "Name": "Small", "IsEnabled": true,
          "Activities": [
            { "ActivityId": "t", "Name": "TimerEvent", "IsStart": true, "Properties": { "CronExpression": "0 9 * * 1", "UseLocalTime": true } },
            { "ActivityId": "f", "Name": "ForkTask", "Properties": { "Forks": ["Left", "Right"] } },
            { "ActivityId": "w", "Name": "WaitUntilTask", "Properties": { "OffsetDays": -1, "OffsetHours": "2", "NotAtNight": "true" } },
            { "ActivityId": "m", "Name": "EmailTask", "Properties": { "Recipients": { "Expression": "{{ Client.Email }}" }, "Subject": { "Expression": "Hi" }, "BodyFormat": 1, "GraceMinutes": 3 } },
            { "ActivityId": "s", "Name": "ScriptTask", "Properties": { "Syntax": 0, "Script": { "Expression": "setOutcome('Done'); 1 + 1" } } },
            { "ActivityId": "l", "Name": "ForLoopTask", "Properties": { "ActivityMetadata": { "Title": "Count" }, "From": "0", "To": { "Expression": "3", "Syntax": "JavaScript" } } }
          ],
          "Transitions": [
            { "Id": 1, "SourceActivityId": "t", "SourceOutcomeName": "Done", "DestinationActivityId": "f" }, { "SourceActivityId": "f", "SourceOutcomeName": "Left", "DestinationActivityId": "w" },
            { "SourceActivityId": "f", "SourceOutcomeName": "Right", "DestinationActivityId": "s" }, { "SourceActivityId": "w", "SourceOutcomeName": "Done", "DestinationActivityId": "m" },
            { "SourceActivityId": "s", "SourceOutcomeName": "Done", "DestinationActivityId": "l" }, { "SourceActivityId": "l", "SourceOutcomeName": "Iterate", "DestinationActivityId": "s" }
          ]
        }
        """;

    private static readonly string[] SmallTemplates =
    [
        "{% for item in list %}{% if forloop.first and item != 'b' or item == nil %}<b>{{ item | upcase | append: '!' }}</b>{% elsif item contains 'x' %}{{ forloop.index }}{% else %}-{% endif %}{% endfor %}",
        "{% assign n = 3 | plus: 4 | times: 2 | minus: 1 %}{% capture box %}<p>{{ n }}</p>{% endcapture %}{{ box }}{% unless n > 3 %}{% cycle 'a', 'b' %}{% endunless %}{{ 'x' | times: 3 }}",
        "{% case n %}{% when 1 or 2 %}one{% else %}many{% endcase %}{% tablerow i in (1..3) cols: 2 limit: 3 %}{{ i }}{% endtablerow %}{% raw %}{{ not this }}{% endraw %}{% comment %}nor this{% endcomment %}",
        "{{ at | date: '%_3d.%m.%Y' }} {{ day | date: 'weekday' }} {{ price | money }} {{ at | time: 'America/New_York' }} {{ client.given_name | default: 'you' | truncate_words: 2, '…' | escape }}",
        "{% include 'part' %}{% render 'part', value: name %}{{ list | concat: list | sort | reverse | uniq | join: ', ' }} {{ name | replace_first: 'a', 'b' | split: 'd' | size }} {{ name | url_encode | base64_encode }}",
    ];

    private static readonly Dictionary<string, object?> Model = new()
    {
        ["name"] = "<b>Ada & Bob</b>",
        ["list"] = new[] { "a", "b", "<" },
        ["n"] = 2,
        ["at"] = Instant.FromUtc(2026, 1, 31, 9, 30),
        ["day"] = new LocalDate(2026, 1, 31),
        ["price"] = new Money(123456, Currency.Of("EUR")),
        ["client"] = new Dictionary<string, object?> { ["given_name"] = "Ada" },
    };

    private static readonly CustomField[] Fields =
    [
        new("Note", "Note", CustomFieldKind.Text),
        new("Share", "Share", CustomFieldKind.Number) { Minimum = 0, Scale = 2 },
        new("Since", "Since", CustomFieldKind.Date),
        new("Smoker", "Smoker", CustomFieldKind.Boolean),
        new("Blood", "Blood group", CustomFieldKind.Choice) { Options = [("A", "Group A")] },
    ];

    private static HostileTarget Recipe() => new([Bytes(SmallRecipe), Shipped("blank", "blank.recipe.json")], ReadRecipeAsync);

    private static Task ReadRecipeAsync(byte[] bytes)
    {
        var problems = new List<RecipeProblem>();
        if (RecipeDocument.Parse(Text(bytes), "file", null, problems) is not { } recipe)
        {
            Assert.NotEmpty(problems);
            return Task.CompletedTask;
        }

        _ = (recipe.DisplayName, recipe.Description, recipe.IsSetupRecipe, recipe.Position);
        var input = new RecipeScriptInput(recipe.Variables, new Dictionary<string, string> { ["SiteName"] = "Clinic" }, _ => null, "", NullLogger.Instance);
        var expressions = new RecipeExpressions(new RecipeScripts(input), new RecipeFiles(null));
        var catalog = new RecipeCatalog(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Practice:Recipes:Folder", (string?)"/nowhere")]).Build());
        foreach (var step in new RecipePlan(catalog, _ => expressions).Add(recipe).Steps)
        {
            _ = step.IsOptional;
            TakeStep(step);
        }

        return Task.CompletedTask;
    }

    private static void TakeStep(PlannedStep step)
    {
        JsonObject evaluated;
        try
        {
            evaluated = step.Expressions.Evaluate(step.Json);
        }
        catch (ExpressionException)
        {
            return; // a problem of this step; the others are still looked at
        }

        var context = new RecipeExecutionContext(step.Name, step.Path, evaluated, null!);
        try
        {
            (context.Step["ContentParts"] as JsonArray ?? []).OfType<JsonObject>().ToList().ForEach(part => DefinitionCheck.Fields(context, "ContentParts[0]", part));
        }
        catch (InvalidOperationException)
        {
            // An object where a value belongs; the runner of steps says so.
        }
    }

    private HostileTarget Workflow()
    {
        var (clock, tenant) = (new FakeClock(FakeClock.DefaultStart), new TenantDefinition { Name = "Default" });
        var services = new ServiceCollection().AddLogging().AddSingleton<IClock>(clock).AddSingleton<ITenant>(tenant).BuildServiceProvider();
        held.Add(services);
        IActivity[] activities =
        [
            new IfElseTask(), new ForkTask(), new JoinTask(), new ScriptTask(), new WhileLoopTask(), new ForLoopTask(), new ForEachTask(), new SetPropertyTask(), new SetOutputTask(), new CorrelateTask(), new LiquidTask(),
            new LogTask(NullLogger<LogTask>.Instance), new SignalEvent(), new TimerEvent(clock, tenant), new WaitUntilTask(clock, tenant), new EmailTask(),
        ];
        var catalog = new ActivityCatalog(new Offered<IActivity>(activities), services);
        var check = new CheckType(catalog, new OnlyChecks());
        var shipped = JsonNode.Parse(Shipped("blank", "workflows.recipe.json"))!["steps"]![0]!["data"]!.AsArray();
        return new HostileTarget([Bytes(SmallWorkflow), Bytes(SampleTypes.Untidy), .. shipped.Select(t => Bytes(t!.ToJsonString()))], bytes => ReadWorkflowAsync(bytes, catalog, check));
    }

    private static async Task ReadWorkflowAsync(byte[] bytes, ActivityCatalog catalog, CheckType check)
    {
        var (json, problem) = WorkflowTypeJson.Parse(Text(bytes));
        if (json is null)
        {
            Assert.NotNull(problem);
            return;
        }

        var problems = await check.ExecuteAsync(json);
        if (problems.Any(p => !p.IsWarning))
        {
            return;
        }

        // What publishing does with it.
        var graph = WorkflowGraph.Of(json);
        Assert.NotEmpty(Outline.Summary(graph, catalog.Sentence));
        foreach (var timer in graph.Starts.Select(node => catalog.Make(node)).OfType<TimerEvent>())
        {
            _ = timer.Next(FakeClock.DefaultStart);
        }

        Assert.Equal(WorkflowTypeJson.Hash(json), WorkflowTypeJson.Hash(WorkflowTypeJson.Parse(WorkflowTypeJson.Write(json)).Json!));
    }

    private static HostileTarget Template() => new(
        [.. SmallTemplates.Select(Bytes), Shipped("blank", "templates", "booking-reminder.liquid"), Shipped("medical", "templates", "booking-confirmation.liquid")], ReadTemplateAsync, typeof(TemplateException));

    private static Task ReadTemplateAsync(byte[] bytes)
    {
        var source = Text(bytes);
        if (TemplateCheck.Problem(source) is null)
        {
            var state = new LiquidState(encode: true, CultureInfo.GetCultureInfo("en-US"), DateTimeZoneProviders.Tzdb["Europe/Vienna"], Currency.Of("EUR"), new PlainWords());
            LiquidEngine.Render("test", source, Model, new Hash(), state, LiquidLibrary.Parse, name => name == "part" ? "[{{ value }}]" : null, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    private static HostileTarget Mail() => new(
        [
            Bytes("Subject: Smith &amp; Sons\r\n<style>p { top: 0 }</style><h1>Hi</h1><p style=\"color:red\">See <a href=\"https://x.test/a?b=1&amp;c=2\">your visit</a>.</p><ul><li>one<li>two</ul>"),
            Bytes("<!doctype html><html><head><title>x</title></head><body><table><tr><td>a<td>b</tr></table><blockquote>c<br>d</blockquote><svg><p>e</svg></body></html>"),
        ],
        bytes =>
        {
            var (_, body) = MailTemplate.Split(Text(bytes));
            _ = (PlainText.FromHtml(body), OwnStyles.Of(body));
            return Task.CompletedTask;
        });

    private static HostileTarget Form() => new(
        [
            Bytes("09:00-12:30, 13-17; 22:00–2:00"), Bytes("1,234.50"), Bytes("-1.234,5 EUR"), Bytes("ada.lovelace+visits@example.com"), Bytes("+43 1 58858-0 ext. 12"), Bytes("Ada-Maria von 12.4.1985"), Bytes("Apr 12, 1985"), Bytes("true"),
            Bytes("__Host-acme.practice=mine; other=\"1\"; practice=planted"), Bytes(new SlotKey(Guid.Empty, Guid.Empty, FakeClock.DefaultStart, true).ToString()),
        ],
        bytes =>
        {
            ReadField(Text(bytes));
            return Task.CompletedTask;
        });

    private static void ReadField(string text)
    {
        _ = (SlotKey.Parse(text), EmailAddress.IsValid(text), PhoneNumber.Normalize(text, "US"), HostCookies.Read(text, "__Host-acme."), HourText.Parse(text));
        Assert.All(HourText.ParseAll(text) ?? [], range => Assert.InRange(range.Start, 0, 1439));
        foreach (var culture in (string[])["en-US", "de-DE", "fr-FR"])
        {
            _ = (AmountInput.Money(text, Currency.Of("EUR"), CultureInfo.GetCultureInfo(culture)), AmountInput.Number(text, CultureInfo.GetCultureInfo(culture)), SearchTerms.OfQuery(text, CultureInfo.GetCultureInfo(culture)));
        }

        var values = CustomValues.Apply("{}", Fields.ToDictionary(f => f.Name, _ => text), Fields, new Check());
        _ = CustomValues.Read(values);
    }

    /// <summary>What the enabled features would offer.</summary>
    private sealed class Offered<T>(IEnumerable<T> all) : List<T>(all), IFeatureServices<T>
        where T : class;

    /// <summary>Templates of a workflow are looked at, and not rendered.</summary>
    private sealed class OnlyChecks : ILiquidRenderer
    {
        public Task<string?> ProblemAsync(string source) => Task.FromResult(TemplateCheck.Problem(source));

        public Task<string> RenderAsync(string template, IReadOnlyDictionary<string, object?> model, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<string> RenderTextAsync(string source, IReadOnlyDictionary<string, object?> model, bool html = false, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<LiquidTemplateInfo>> ListAsync(CancellationToken ct = default) => throw new NotSupportedException();

        public Task<string?> SourceAsync(string template, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<Result> OverrideAsync(string template, string? source, CancellationToken ct = default) => throw new NotSupportedException();
    }

    private sealed class PlainWords : IVocabulary
    {
        public string this[string key] => key;

        public string Lower(string key) => key.ToLowerInvariant();

        public string Plural(string key) => key + "s";
    }
}
