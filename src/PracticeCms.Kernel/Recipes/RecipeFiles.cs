using System.Text.RegularExpressions;

namespace PracticeCms.Kernel.Recipes;

/// <summary>Files that a recipe names, from its own folder and nowhere else.</summary>
internal sealed partial class RecipeFiles(string? folder)
{
    private const int MaxSize = 5_000_000;

    /// <summary>Evaluates <c>text('path')</c> or <c>base64('path')</c>.</summary>
    public string Read(string call)
    {
        var match = Call().Match(call);
        if (!match.Success)
        {
            throw new InvalidDataException("Expected text('path') or base64('path').");
        }

        var bytes = File.ReadAllBytes(Resolve(match.Groups["path"].Value));
        return match.Groups["as"].Value == "base64" ? Convert.ToBase64String(bytes) : System.Text.Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
    }

    private string Resolve(string path)
    {
        if (folder is null)
        {
            throw new InvalidDataException("This recipe has no folder to read files from.");
        }

        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, path));
        var file = new FileInfo(full);
        var real = file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        if (!full.StartsWith(root, StringComparison.Ordinal) || !real.StartsWith(root, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{path}' is outside of the recipe's folder.");
        }

        return !file.Exists ? throw new FileNotFoundException($"The file '{path}' is not in the recipe's folder.")
            : file.Length > MaxSize ? throw new InvalidDataException($"'{path}' is larger than {MaxSize / 1_000_000} MB.")
            : full;
    }

    [GeneratedRegex(@"^(?<as>text|base64)\(\s*(['""])(?<path>.+?)\1\s*\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Call();
}
