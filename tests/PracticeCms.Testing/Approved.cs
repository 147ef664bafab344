using System.Runtime.CompilerServices;

namespace PracticeCms.Testing;

/// <summary>
/// Texts that a person has read and approved, kept beside the test. A difference fails and leaves the new text as
/// <c>NAME.received</c> beside it; replace the approved file with it when the change is meant.
/// </summary>
public static class Approved
{
    public static void Matches(string name, string actual, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, name);
        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (approved != actual)
        {
            File.WriteAllText(path + ".received", actual);
            throw new InvalidOperationException($"{name} differs from what was approved; compare it with {name}.received.\n{Difference(approved, actual)}");
        }
    }

    private static string Difference(string approved, string actual)
    {
        var before = approved.Split('\n');
        var after = actual.Split('\n');
        return string.Join('\n', before.Except(after).Select(l => "- " + l).Concat(after.Except(before).Select(l => "+ " + l)));
    }
}
