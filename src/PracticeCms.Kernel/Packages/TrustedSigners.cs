using System.Security.Cryptography;

namespace PracticeCms.Kernel.Packages;

/// <summary>
/// Who may bring packages to this host: the public keys in <c>Modules/trusted/*.pem</c>, named by their files. Where there is one, what is not
/// signed by one of them is refused. A file that is no such key trusts nobody, and still asks for signatures.
/// </summary>
internal sealed class TrustedSigners
{
    private readonly Dictionary<string, string> names = [];

    private TrustedSigners(string folder)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.pem").Order(StringComparer.Ordinal).ToArray() : [])
        {
            AreNamed = true;
            if (KeyOf(file) is { } key)
            {
                names.TryAdd(key, Path.GetFileNameWithoutExtension(file));
            }
            else
            {
                Unreadable.Add(new RefusedModule($"{PackageStore.TrustedFolder}/{Path.GetFileName(file)}", "It is not the public key of an ECDSA P-256 pair in PEM."));
            }
        }
    }

    /// <summary>True where packages must be signed.</summary>
    public bool AreNamed { get; }
    public List<RefusedModule> Unreadable { get; } = [];

    public static TrustedSigners Of(PackageStore store) => new(Path.Combine(store.Root, PackageStore.TrustedFolder));

    /// <summary>Whoever signed it in words, null for nobody; or why it may not be taken.</summary>
    public Result<string?> Judge(PackageSignature? signature) =>
        signature is null
            ? AreNamed ? Refused("It is not signed") : (string?)null
            : names.TryGetValue(signature.Key, out var name) ? name
            : AreNamed ? Refused($"It is signed by the key {signature.KeyHash}")
            : $"an unknown key ({signature.KeyHash})";

    private static Problem Refused(string what) => PackageManifest.Wrong($"{what}, and this host takes only packages of its trusted signers.");

    private static string? KeyOf(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            using var key = ECDsa.Create();
            key.ImportFromPem(text);
            return PackageSignature.IsP256(key) && !text.Contains("PRIVATE", StringComparison.Ordinal) ? Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || PackageSignature.IsNoKey(e))
        {
            return null;
        }
    }
}
