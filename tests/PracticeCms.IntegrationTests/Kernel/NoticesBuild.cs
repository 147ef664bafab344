namespace PracticeCms.IntegrationTests.Kernel;

/// <summary>What the sample module was built to, with its package below.</summary>
internal static class NoticesBuild
{
    public static string Folder { get; } = Path.Combine(
        AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal)],
        "samples", "PracticeCms.Notices", "bin", "Release");
}
