using System.Text;

namespace PracticeCms.UnitTests.Hostile;

/// <summary>Every reader of the product's own for what people, programs and other machines send. Each is called as the product calls it.</summary>
internal sealed partial class HostileTargets : IDisposable
{
    private static readonly Dictionary<string, Func<HostileTargets, Task<HostileTarget>>> All = new()
    {
        ["recipe"] = _ => Task.FromResult(Recipe()),
        ["workflow"] = t => Task.FromResult(t.Workflow()),
        ["template"] = _ => Task.FromResult(Template()),
        ["mail"] = _ => Task.FromResult(Mail()),
        ["form"] = _ => Task.FromResult(Form()),
        ["clients"] = _ => Task.FromResult(Clients()),
        ["image"] = _ => Task.FromResult(Images()),
        ["pdf"] = _ => Task.FromResult(Pdf()),
        ["office"] = _ => Task.FromResult(Office()),
        ["scanner"] = _ => Task.FromResult(Scanner()),
        ["checkpoint"] = t => Task.FromResult(t.Checkpoints()),
        ["audit"] = t => t.AuditAsync(),
        ["backup"] = t => t.BackupAsync(),
        ["parts"] = t => t.PartsAsync(),
        ["rows"] = _ => Task.FromResult(Rows()),
        ["package"] = t => Task.FromResult(t.Package()),
        ["manifest"] = t => Task.FromResult(t.Manifest()),
        ["key"] = t => Task.FromResult(t.Keys()),
    };

    private readonly string folder = Directory.CreateTempSubdirectory("practice-hostile-").FullName;
    private readonly List<IDisposable> held = [];

    public static IReadOnlyCollection<string> Names => All.Keys;

    public Task<HostileTarget> MakeAsync(string name) => All[name](this);

    public void Dispose()
    {
        held.ForEach(h => h.Dispose());
        Directory.Delete(folder, recursive: true);
    }

    private string PathOf(string name) => Path.Combine(folder, name);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    // As files and requests are read: what is no UTF-8 becomes a mark.
    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static byte[] Shipped(params string[] path) => File.ReadAllBytes(Path.Combine([AppContext.BaseDirectory, "recipes", .. path]));
}
