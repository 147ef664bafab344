using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;

namespace PracticeCms.Kernel.Crypto;

/// <summary>The start was refused, because what is sealed here could not be opened.</summary>
internal sealed class MasterKeyException(string message) : Exception(message);

/// <summary>
/// The installation's own key, from the environment or a file that only its owner reads. Tenants' keys are wrapped with it. A note beside
/// it names the right one, so that a wrong key is refused before it can do harm.
/// </summary>
internal sealed class MasterKey
{
    public const string Variable = "PRACTICE_MASTER_KEY";

    /// <summary>Of 32 random bytes some 30 differ; fewer than this never do.</summary>
    private const int LeastDistinct = 16;

    private readonly byte[] key;

    public MasterKey(byte[] key)
    {
        this.key = key.Length == Aead.KeySize ? key : throw new MasterKeyException($"The master key has {key.Length} bytes; {Variable} must be 32 bytes in base64.");
        Id = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 4, info: "practice master key id"u8.ToArray()));
    }

    /// <summary>Eight hex digits that name the key without telling anything about it.</summary>
    public string Id { get; }

    public byte[] Wrap(byte[] inner, string use) => Aead.Seal(key, inner, Aead.Bind("master", Id, use));

    public byte[] Unwrap(byte[] wrapped, string use) => Aead.Open(key, wrapped, Aead.Bind("master", Id, use));

    /// <summary>A secret of its own for another use; the same on every node that has this master key.</summary>
    public byte[] Derive(string use, int length) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, length, info: System.Text.Encoding.UTF8.GetBytes(use));

    /// <summary>Reads the key, or makes the first one of a new installation.</summary>
    /// <param name="goesOn">A rotation may have broken off; all else waits until it is finished.</param>
    public static MasterKey Load(string dataFolder, string? fromEnvironment, bool goesOn = false)
    {
        var folder = Path.Combine(dataFolder, "keys");
        var file = Path.Combine(folder, "master.key");
        var note = Path.Combine(folder, "master.id");
        if (!MasterKeyRotation.IsOver(dataFolder) && !goesOn)
        {
            throw new MasterKeyException("A rotation of the master key broke off; run 'keys rotate-master' once more, and then start.");
        }

        var expected = File.Exists(note) ? File.ReadAllText(note).Trim() : null;
        var master = fromEnvironment is { Length: > 0 } ? Parse(fromEnvironment, Variable, isReplaced: goesOn)
            : File.Exists(file) ? Parse(expected is null ? Whole(file) : File.ReadAllText(file), file, isReplaced: goesOn)
            : expected is null ? Create(folder, file)
            : throw new MasterKeyException($"The master key {expected} is missing: {file} does not exist and {Variable} is not set.");
        if (expected is null)
        {
            Directory.CreateDirectory(folder);
            Note(note, master);
        }
        else if (expected != master.Id)
        {
            throw Other(expected, master.Id, $"The data in {dataFolder}");
        }

        return master;
    }

    /// <summary>Names both keys, so that whoever reads it knows which one to look for.</summary>
    public static MasterKeyException Other(string expected, string given, string what) =>
        new($"{what} was sealed with master key {expected}, but the key given is {given}. Nothing was changed.");

    /// <summary>Writes the key into a file of its own, which its owner alone reads.</summary>
    public void SaveTo(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(file, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(key)));
        stream.Flush(flushToDisk: true);
    }

    /// <param name="isReplaced">Another key takes its place, so that it may be one that would not be taken any more.</param>
    public static MasterKey Parse(string text, string from, bool isReplaced = false)
    {
        try
        {
            var parsed = new MasterKey(Convert.FromBase64String(text.Trim()));
            return isReplaced || !IsPlaceholder(parsed.key) ? parsed : throw new MasterKeyException(
                $"{from} holds a placeholder, because its bytes repeat or count. Give 32 random bytes in base64, as 'openssl rand -base64 32' makes them. What a placeholder has sealed already, 'keys rotate-master' seals anew.");
        }
        catch (FormatException)
        {
            throw new MasterKeyException($"{from} is not base64; it must be 32 bytes in base64.");
        }
    }

    private static bool IsPlaceholder(byte[] bytes) =>
        bytes.Distinct().Count() < LeastDistinct || bytes.Zip(bytes.Skip(1), static (a, b) => unchecked((byte)(b - a))).Distinct().Count() == 1;

    /// <summary>Of nodes that start together for the first time, the one that makes the file makes the key, and the others read it.</summary>
    private static MasterKey Create(string folder, string file)
    {
        Directory.CreateDirectory(folder);
        var made = new MasterKey(RandomNumberGenerator.GetBytes(Aead.KeySize));
        try
        {
            made.SaveTo(file);
            return made;
        }
        catch (IOException) when (File.Exists(file))
        {
            return Parse(Whole(file), file);
        }
    }

    /// <summary>Another node may have made the file and be about to write into it.</summary>
    private static string Whole(string file)
    {
        var text = "";
        SpinWait.SpinUntil(() => (text = File.ReadAllText(file)).Length > 0, TimeSpan.FromSeconds(2));
        return text;
    }

    private static void Note(string note, MasterKey master)
    {
        var next = $"{note}.{Ids.New():N}.next";
        File.WriteAllText(next, master.Id + "\n");
        File.Move(next, note, overwrite: true);
    }
}

/// <summary>Opens the master key while the host starts, so that a wrong one stops it there.</summary>
internal sealed class MasterKeyCheck(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<MasterKey>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
