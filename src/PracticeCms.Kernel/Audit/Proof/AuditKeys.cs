using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// Signs checkpoints with an ECDSA P-256 key that comes from the master key, so that all nodes of an installation sign alike and no database
/// holds it. Public keys stay under <c>keys/audit/ID.pub</c>, those of former master keys too; each is believed for the code beside it alone, which only
/// the master key makes.
/// </summary>
internal sealed class AuditKeys(Lazy<MasterKey> master, DataFolder data) : IDisposable
{
    private const string SignerName = "practice-audit";
    private const string Code = ".mac";
    private const string Dash = "\u2014 ";

    private readonly Lazy<ECDsa> own = new(() => FromSecret(master.Value.Derive("practice audit signature", 48)));

    private string Folder => FolderIn(data.Path);

    /// <summary>The note: text, an empty line, and a signature line.</summary>
    public string Sign(Checkpoint checkpoint)
    {
        Publish();
        var text = checkpoint.Text;
        var signature = own.Value.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return $"{text}\n{Dash}{SignerName} {Convert.ToBase64String([.. IdOf(own.Value), .. signature])}\n";
    }

    /// <summary>All public keys that this installation has signed with, in PEM. One that somebody else has put there is not among them.</summary>
    public IReadOnlyList<string> Published()
    {
        Publish();
        return Directory.GetFiles(Folder, "*.pub").Order(StringComparer.Ordinal).Where(IsOurs).Select(File.ReadAllText).ToList();
    }

    /// <summary>Has a new master key vouch for what the one before vouched for.</summary>
    public static void SealAnew(string dataFolder, MasterKey before, MasterKey after)
    {
        var folder = FolderIn(dataFolder);
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.pub").Where(f => IsVouchedFor(f, before)) : [])
        {
            Vouch(file, after);
        }
    }

    /// <summary>Whether a text is a public key in PEM that a note may be signed with.</summary>
    public static bool IsKey(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The checkpoint of a note, or null where none of the keys has signed it.</summary>
    public static Checkpoint? Open(string note, IEnumerable<string> publicKeys)
    {
        var end = note.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || !note[(end + 2)..].StartsWith(Dash + SignerName + " ", StringComparison.Ordinal) || Signature(note[(end + 2 + Dash.Length + SignerName.Length + 1)..]) is not { Length: > 4 } signature)
        {
            return null;
        }

        var text = note[..(end + 1)];
        foreach (var pem in publicKeys)
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            if (IdOf(key).AsSpan().SequenceEqual(signature.AsSpan(0, 4))
                && key.VerifyData(Encoding.UTF8.GetBytes(text), signature.AsSpan(4), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
            {
                return Checkpoint.Parse(text);
            }
        }

        return null;
    }

    public void Dispose()
    {
        if (own.IsValueCreated)
        {
            own.Value.Dispose();
        }
    }

    /// <summary>The own key is known without its file: one that a start left half written, or without its code, is put right.</summary>
    private void Publish()
    {
        var file = Path.Combine(Folder, Convert.ToHexStringLower(IdOf(own.Value)) + ".pub");
        Directory.CreateDirectory(Folder);
        Put(file, own.Value.ExportSubjectPublicKeyInfoPem() + "\n");
        Vouch(file, master.Value);
    }

    private bool IsOurs(string file) => IsVouchedFor(file, master.Value);

    private static string FolderIn(string dataFolder) => Path.Combine(dataFolder, "keys", "audit");

    private static void Vouch(string file, MasterKey by) => Put(file + Code, CodeOf(file, by));

    /// <summary>Has its name once it is whole. Nodes that start together hold the same master key and so write the same, whoever comes last.</summary>
    private static void Put(string file, string text)
    {
        if (File.Exists(file) && File.ReadAllText(file) == text)
        {
            return;
        }

        var next = $"{file}.{Ids.New():N}.next";
        File.WriteAllText(next, text);
        File.Move(next, file, overwrite: true);
    }

    private static bool IsVouchedFor(string file, MasterKey by) => File.Exists(file + Code)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(File.ReadAllText(file + Code)), Encoding.ASCII.GetBytes(CodeOf(file, by)));

    private static string CodeOf(string file, MasterKey by) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(by.Derive("practice audit public keys", 32), File.ReadAllBytes(file)));

    private static byte[]? Signature(string line)
    {
        var bytes = new byte[line.Length];
        return Convert.TryFromBase64String(line.TrimEnd('\n'), bytes, out var length) ? bytes[..length] : null;
    }

    private static byte[] IdOf(ECDsa key) => SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..4];

    // FIPS 186-5, A.2.1: more bits than the order has, taken modulo the order less one, plus one.
    private static ECDsa FromSecret(byte[] secret)
    {
        var order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        var scalar = (new BigInteger(secret, isUnsigned: true, isBigEndian: true) % (order - 1)) + 1;
        var bytes = scalar.ToByteArray(isUnsigned: true, isBigEndian: true);
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = [.. new byte[32 - bytes.Length], .. bytes] });
    }
}
