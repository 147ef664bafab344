using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Jint;
using Jint.Native;

namespace PracticeCms.Kernel.Recipes;

/// <summary>What scripts of a recipe may ask for.</summary>
internal sealed record RecipeScriptInput(
    JsonObject Variables, IReadOnlyDictionary<string, string> Parameters, Func<string, string?> Configuration, string UrlPrefix, ILogger Log);

/// <summary>JavaScript in recipes: a small engine without access to .NET, limited in time, memory, depth and statements.</summary>
internal sealed class RecipeScripts
{
    private const int MaxUnzipped = 10_000_000;
    private const int MaxVariables = 32; // that wait for each other

    private static readonly string[] KnownParameters =
        ["AdminUserId", "AdminUsername", "AdminEmail", "AdminPassword", "SiteName", "DatabaseProvider", "DatabaseConnectionString", "DatabaseTablePrefix"];

    private readonly RecipeScriptInput input;
    private readonly Engine engine;
    private readonly Dictionary<string, string> evaluated = new(StringComparer.Ordinal);
    private readonly HashSet<string> evaluating = new(StringComparer.Ordinal);
    private Func<string, string> again = text => text;

    public RecipeScripts(RecipeScriptInput input)
    {
        this.input = input;
        engine = new Engine(options => options
            .TimeoutInterval(TimeSpan.FromSeconds(1))
            .LimitMemory(32_000_000)
            .LimitRecursion(64)
            .MaxStatements(10_000)
            .RegexTimeoutInterval(TimeSpan.FromSeconds(1))
            .Culture(CultureInfo.InvariantCulture));
        engine.SetValue("uuid", OrchardId.New);
        engine.SetValue("variables", Variable);
        engine.SetValue("parameters", Parameter);
        engine.SetValue("configuration", (string key, string? fallback) => input.Configuration(key) ?? fallback ?? "");
        engine.SetValue("base64", (string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text)));
        engine.SetValue("html", (string text) => WebUtility.HtmlDecode(text));
        engine.SetValue("gzip", Unzip);
        engine.SetValue("getUrlPrefix", (string? path) => $"{(input.UrlPrefix.Length == 0 ? "" : "/" + input.UrlPrefix)}{path}");
        engine.SetValue("log", Log);
    }

    /// <param name="evaluateAgain">Evaluates the text of a variable, which may be an expression itself.</param>
    public string Evaluate(string script, Func<string, string> evaluateAgain)
    {
        var outer = again;
        again = evaluateAgain;
        try
        {
            return Text(engine.Evaluate(script));
        }
        finally
        {
            again = outer;
        }
    }

    private static string Text(JsValue value) => value.IsUndefined() || value.IsNull()
        ? ""
        : value.ToObject() switch
        {
            DateTime date => date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            string text => text,
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            var other => other?.ToString() ?? "",
        };

    // Each variable is evaluated once, when it is first asked for.
    private string Variable(string name)
    {
        if (evaluated.TryGetValue(name, out var value))
        {
            return value;
        }

        if (!input.Variables.TryGetPropertyValue(name, out var node) || node is null)
        {
            throw new InvalidOperationException($"The variable '{name}' is not defined.");
        }

        if (!evaluating.Add(name))
        {
            throw new InvalidOperationException($"The variable '{name}' refers to itself.");
        }

        if (evaluating.Count > MaxVariables)
        {
            throw new InvalidOperationException($"The variable '{name}' is one of more than {MaxVariables} that refer to each other.");
        }

        value = again(node is JsonValue scalar ? scalar.ToString() : node.ToJsonString());
        evaluating.Remove(name);
        return evaluated[name] = value;
    }

    private string Parameter(string name) =>
        input.Parameters.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
        ?? (KnownParameters.Contains(name, StringComparer.OrdinalIgnoreCase) ? "" : throw new InvalidOperationException($"There is no parameter '{name}'."));

    private static string Unzip(string text)
    {
        using var zipped = new GZipStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using var clear = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = zipped.Read(buffer)) > 0;)
        {
            clear.Write(buffer, 0, read);
            if (clear.Length > MaxUnzipped)
            {
                throw new InvalidDataException("The unzipped text is larger than 10 MB.");
            }
        }

        return Encoding.UTF8.GetString(clear.ToArray());
    }

    private void Log(string level, string text, object? parameter = null) =>
        input.Log.Log(Enum.TryParse<LogLevel>(level, true, out var parsed) ? parsed : LogLevel.Information, "Recipe says: {Text} {Parameter}", text, parameter);
}

/// <summary>Ids as Orchard's recipes make them: 26 characters of base 32.</summary>
internal static class OrchardId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string New()
    {
        Span<byte> bytes = stackalloc byte[26];
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
        var text = new StringBuilder(26);
        foreach (var b in bytes)
        {
            text.Append(Alphabet[b & 31]);
        }

        return text.ToString();
    }
}
