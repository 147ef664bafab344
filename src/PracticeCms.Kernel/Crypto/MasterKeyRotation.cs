using System.Security.Cryptography;

namespace PracticeCms.Kernel.Crypto;

/// <summary>
/// The files of a rotation. <c>master.key.next</c> says that one has begun: it holds the new key, or its name alone where keys come from the
/// environment. The name of the key changes once all is wrapped anew; from then on the rest can be finished by any start.
/// </summary>
internal static class MasterKeyRotation
{
    public const string NewVariable = "PRACTICE_NEW_MASTER_KEY";
    private const string NameOnly = "id ";

    /// <summary>The key of the rotation that began, or of the one that begins now.</summary>
    public static MasterKey Begin(string dataFolder, string? fromEnvironment)
    {
        var file = FileIn(dataFolder);
        var begun = File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        if (fromEnvironment is { Length: > 0 })
        {
            var given = MasterKey.Parse(fromEnvironment, NewVariable);
            if (begun is not null && begun != NameOnly + given.Id)
            {
                throw new MasterKeyException($"Another rotation of the master key broke off; it goes on with the key that it began with, not with {given.Id}.");
            }

            File.WriteAllText(file, NameOnly + given.Id);
            return given;
        }

        if (begun is not null)
        {
            return begun.StartsWith(NameOnly, StringComparison.Ordinal)
                ? throw new MasterKeyException($"The rotation that broke off needs its key in {NewVariable}: {begun[NameOnly.Length..]}.")
                : MasterKey.Parse(begun, file);
        }

        var made = new MasterKey(RandomNumberGenerator.GetBytes(Aead.KeySize));
        made.SaveTo(file);
        return made;
    }

    public static void Finish(string dataFolder, MasterKey next)
    {
        var note = Path.Combine(dataFolder, "keys", "master.id");
        File.WriteAllText(note + ".next", next.Id + "\n");
        File.Move(note + ".next", note, overwrite: true);
        IsOver(dataFolder);
    }

    /// <summary>True where none has begun, or all but the files was done; then they are put in their places.</summary>
    public static bool IsOver(string dataFolder)
    {
        var file = FileIn(dataFolder);
        if (!File.Exists(file))
        {
            return true;
        }

        var note = Path.Combine(dataFolder, "keys", "master.id");
        var begun = File.ReadAllText(file).Trim();
        var isName = begun.StartsWith(NameOnly, StringComparison.Ordinal);
        if (!File.Exists(note) || File.ReadAllText(note).Trim() != (isName ? begun[NameOnly.Length..] : MasterKey.Parse(begun, file).Id))
        {
            return false;
        }

        if (isName)
        {
            File.Delete(file);
        }
        else
        {
            File.Move(file, Path.Combine(dataFolder, "keys", "master.key"), overwrite: true);
        }

        return true;
    }

    private static string FileIn(string dataFolder) => Path.Combine(dataFolder, "keys", "master.key.next");
}
