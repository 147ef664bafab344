using System.Globalization;
using System.Reflection;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Settings;

namespace PracticeHost.Setup;

/// <summary>Renders the setup's pages. They stand alone: there is no practice yet whose theme they could wear.</summary>
internal sealed class SetupPages(RecipeCatalog recipes)
{
    public string Form(SetupForm form, string token, Problem? problem) => Render("setup.liquid", new Dictionary<string, object?>
    {
        ["token"] = token,
        ["form"] = form,
        ["problem"] = problem is null ? null : problem.Message,
        ["problems"] = problem?.Fields.Select(f => new Dictionary<string, object?> { ["field"] = f.Field, ["message"] = f.Message }),
        ["errors"] = problem?.Fields.GroupBy(f => f.Field).ToDictionary(g => g.Key, g => (object?)g.First().Message) ?? [],
        ["recipes"] = recipes.List().Where(r => r.IsSetupRecipe).OrderBy(r => r.Position).Select(r => new Dictionary<string, object?>
        {
            ["name"] = r.Name, ["title"] = r.DisplayName, ["description"] = r.Description, ["selected"] = r.Name == form.Recipe,
        }),
        ["zones"] = SetupChoices.Zones(form.TimeZone),
        ["cultures"] = SetupChoices.Cultures(form.Culture),
        ["currencies"] = SetupChoices.Currencies(form.Currency),
    });

    public string AskForToken(bool wasWrong) => Render("token.liquid", new Dictionary<string, object?> { ["wrong"] = wasWrong });

    public string Progress(SetupRun run, string token) => Render("progress.liquid", new Dictionary<string, object?>
    {
        ["token"] = token,
        ["lines"] = run.Lines,
        ["name"] = run.Form?.PracticeName,
    });

    /// <summary>A file that travels inside the host, such as <c>setup.css</c>.</summary>
    public static string Asset(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Setup/" + name)
            ?? throw new InvalidOperationException($"The setup lacks its file {name}."));
        return reader.ReadToEnd();
    }

    private static string Render(string name, Dictionary<string, object?> model)
    {
        var words = new PlainWords();
        var state = new LiquidState(true, CultureInfo.GetCultureInfo("en-US"), DateTimeZone.Utc, Currency.Of("USD"), words);
        return LiquidEngine.Render(name, Asset(name), model, [], state, LiquidLibrary.Parse, partial => Asset(partial + ".liquid"), CancellationToken.None);
    }

    private sealed class PlainWords : IVocabulary
    {
        public string this[string key] => key;

        public string Lower(string key) => key;

        public string Plural(string key) => key;
    }
}
