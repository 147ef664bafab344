using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Recipes;

/// <summary>A recipe file as read: its head, its variables and its steps, not yet evaluated.</summary>
internal sealed record RecipeDocument(string Name, JsonObject Head, JsonObject Variables, IReadOnlyList<JsonObject> Steps, string? Folder, string Hash)
{
    private const int MaxSize = 20_000_000;

    public string DisplayName => Text("displayName") is { Length: > 0 } title ? title : Name;
    public string Description => Text("description");
    public bool IsSetupRecipe => Head["issetuprecipe"] is JsonValue v && (v.TryGetValue(out bool flag) ? flag : bool.TryParse(v.ToString(), out flag) && flag);

    /// <summary>Where the setup page lists it; lower comes first.</summary>
    public int Position => int.TryParse(Text("position"), out var position) ? position : 100;

    /// <summary>Reads Orchard's dialect: comments, trailing commas, a byte order mark, member names in any case, variables anywhere.</summary>
    public static RecipeDocument? Parse(string text, string fileName, string? folder, ICollection<RecipeProblem> problems)
    {
        if (text.Length > MaxSize)
        {
            problems.Add(new RecipeProblem("", $"The file is larger than {MaxSize / 1_000_000} MB."));
            return null;
        }

        try
        {
            if (RecipeJson.Parse(text) is not JsonObject head)
            {
                problems.Add(new RecipeProblem("", "A recipe is a JSON object with \"steps\"."));
                return null;
            }

            return From(head, text, fileName, folder, problems);
        }
        catch (JsonException e)
        {
            problems.Add(new RecipeProblem(e.LineNumber is { } line ? $"line {line + 1}" : "", e.Message.Split(" LineNumber:")[0]));
        }

        return null;
    }

    private static RecipeDocument? From(JsonObject head, string text, string fileName, string? folder, ICollection<RecipeProblem> problems)
    {
        if (head["steps"] is not JsonArray array)
        {
            problems.Add(new RecipeProblem("steps", "A recipe has a list of \"steps\"."));
            return null;
        }

        var steps = new List<JsonObject>();
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is JsonObject step && step["name"] is JsonValue name && name.TryGetValue(out string? text2) && text2.Length > 0)
            {
                steps.Add(step);
            }
            else
            {
                problems.Add(new RecipeProblem($"steps[{i}]", "A step is an object with a \"name\"."));
            }
        }

        var named = head["name"] is JsonValue given ? given.ToString() : "";
        return new RecipeDocument(
            named.Length > 0 ? named : fileName, head, head["variables"] as JsonObject ?? [], steps, folder,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    private string Text(string member) => Head[member] is JsonValue value ? value.ToString() : "";
}
