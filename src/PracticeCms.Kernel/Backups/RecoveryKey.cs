using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// The half that seals: a point on P-256. It lies in the data folder, so that backups are made unattended; nothing can be opened with it.
/// </summary>
internal sealed class BackupKey
{
    private const int PointSize = 65;

    private BackupKey(byte[] point)
    {
        Point = point;
        Id = Convert.ToHexStringLower(SHA256.HashData(point).AsSpan(0, BackupSeal.KeyIdSize));
    }

    /// <summary>Uncompressed: 4, X, Y.</summary>
    public byte[] Point { get; }

    /// <summary>Names the pair without telling anything about it.</summary>
    public string Id { get; }

    public string Text => Base64Url.EncodeToString(Point);

    public static BackupKey Of(ECDiffieHellman pair)
    {
        var q = pair.ExportParameters(includePrivateParameters: false).Q;
        return new BackupKey([4, .. q.X!, .. q.Y!]);
    }

    /// <summary>Null where the text is none.</summary>
    public static BackupKey? Parse(string text)
    {
        try
        {
            var point = Base64Url.DecodeFromChars(text.Trim());
            using var pair = point.Length == PointSize ? ToEcdh(point) : null;
            return pair is null ? null : new BackupKey(point);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Throws <see cref="CryptographicException"/> where the bytes are no point of the curve.</summary>
    public static ECDiffieHellman ToEcdh(ReadOnlySpan<byte> point)
    {
        if (point.Length != PointSize || point[0] != 4)
        {
            throw new CryptographicException("The bytes are not a point.");
        }

        return ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point[1..33].ToArray(), Y = point[33..].ToArray() },
        });
    }
}

/// <summary>
/// The half that opens, shown once and kept away from the machine: <c>practice-recovery-</c> and 36 bytes, of which the last four find a typing error.
/// </summary>
internal sealed class RecoveryKey : IDisposable
{
    private const string Prefix = "practice-recovery-";
    private const int ScalarSize = 32;
    private const int CheckSize = 4;

    private RecoveryKey(ECDiffieHellman pair)
    {
        Pair = pair;
        Public = BackupKey.Of(pair);
    }

    public ECDiffieHellman Pair { get; }
    public BackupKey Public { get; }

    public BackupOrigin Origin => new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Pair.ExportParameters(includePrivateParameters: true).D!, BackupOrigin.Size, info: "practice backup origin"u8.ToArray()));

    public string Text
    {
        get
        {
            var scalar = Pair.ExportParameters(includePrivateParameters: true).D!;
            return Prefix + Base64Url.EncodeToString([.. scalar, .. Sum(scalar)]);
        }
    }

    public static RecoveryKey Create() => new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256));

    public static Result<RecoveryKey> Parse(string text)
    {
        try
        {
            var clean = text.Trim();
            var bytes = clean.StartsWith(Prefix, StringComparison.Ordinal) ? Base64Url.DecodeFromChars(clean.AsSpan(Prefix.Length)) : [];
            if (bytes.Length == ScalarSize + CheckSize && bytes.AsSpan(ScalarSize).SequenceEqual(Sum(bytes[..ScalarSize])))
            {
                return new RecoveryKey(ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = bytes[..ScalarSize] }));
            }
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            // Said below, like any other text that is no key.
        }

        return Problem.Invalid("key", $"That is not a recovery key: it begins with '{Prefix}' and is as long as when it was shown; look for a typing error.");
    }

    public void Dispose() => Pair.Dispose();

    private static byte[] Sum(byte[] scalar) => SHA256.HashData([.. Encoding.ASCII.GetBytes(Prefix), .. scalar])[..CheckSize];
}
