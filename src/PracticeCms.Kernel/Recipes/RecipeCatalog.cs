using Microsoft.Extensions.Configuration;
using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Recipes;

/// <summary>Recipes that ship with the product, in <c>recipes/NAME/NAME.recipe.json</c> beside the host, and files by path.</summary>
internal sealed class RecipeCatalog(IConfiguration configuration)
{
    private const string Suffix = ".recipe.json";
    private readonly string root = configuration["Practice:Recipes:Folder"] is { Length: > 0 } folder ? folder : Path.Combine(AppContext.BaseDirectory, "recipes");

    public IReadOnlyList<RecipeDocument> List()
    {
        var names = Directory.Exists(root) ? Directory.GetDirectories(root).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal).ToArray() : [];
        return [.. names.Select(n => Shipped(n) is { } file ? Read(file, []) : null).OfType<RecipeDocument>()];
    }

    /// <summary>By name of a shipped recipe or by path of a file; null where there is none. A broken file gives problems.</summary>
    public RecipeDocument? Find(string nameOrFile, ICollection<RecipeProblem> problems)
    {
        var file = FileOf(nameOrFile);
        return file is null ? null : Read(file, problems);
    }

    /// <summary>A recipe that another one names: beside it, or shipped. Never a path.</summary>
    public RecipeDocument? FindBeside(string name, string? folder, ICollection<RecipeProblem> problems)
    {
        if (!IsName(name))
        {
            return null;
        }

        var beside = folder is null ? null : Path.Combine(folder, name + Suffix);
        var file = beside is not null && File.Exists(beside) ? beside : Shipped(name);
        return file is null ? null : Read(file, problems);
    }

    public bool Exists(string nameOrFile) => FileOf(nameOrFile) is not null;

    private string? FileOf(string nameOrFile) =>
        nameOrFile.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? (File.Exists(nameOrFile) ? nameOrFile : null)
        : IsName(nameOrFile) ? Shipped(nameOrFile)
        : null;

    private string? Shipped(string name)
    {
        var file = Path.Combine(root, name, name + Suffix);
        return File.Exists(file) ? file : null;
    }

    private static bool IsName(string name) => name.Length is > 0 and < 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && !name.Contains("..", StringComparison.Ordinal);

    private static RecipeDocument? Read(string file, ICollection<RecipeProblem> problems)
    {
        var name = Path.GetFileName(file);
        name = name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? name[..^Suffix.Length] : Path.GetFileNameWithoutExtension(name);
        return RecipeDocument.Parse(File.ReadAllText(file), name, Path.GetDirectoryName(Path.GetFullPath(file)), problems);
    }
}
