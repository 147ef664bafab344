using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;

namespace PracticeCms.Kernel.Packages;

/// <summary>
/// <c>module.sig</c>: ECDSA P-256 with SHA-256 over the exact bytes of <c>module.json</c> (DER, RFC 3279) and the signer's public key
/// (SubjectPublicKeyInfo), both in Base64.
/// </summary>
internal sealed record PackageSignature(string Key, string Signature)
{
    public const string FileName = "module.sig";
    public const int MostBytes = 4096;

    /// <summary>SHA-256 of the public key, as <c>openssl pkey -pubin -outform DER | sha256sum</c> prints it.</summary>
    [JsonIgnore]
    public string KeyHash => PackageManifest.HashOf(Convert.FromBase64String(Key));

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <summary>The nonce follows from key and content (RFC 6979), so that the same package has the same bytes.</summary>
    public static PackageSignature Sign(ECDsa key, byte[] manifest)
    {
        var secret = key.ExportParameters(includePrivateParameters: true).D!;
        var signer = new DsaDigestSigner(new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest())), new Sha256Digest(), StandardDsaEncoding.Instance);
        signer.Init(forSigning: true, new ECPrivateKeyParameters("EC", new BigInteger(1, secret), X9ObjectIdentifiers.Prime256v1));
        signer.BlockUpdate(manifest, 0, manifest.Length);
        return new PackageSignature(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(signer.GenerateSignature()));
    }

    /// <summary>The signature, if it is one of these bytes; written in the one way in which it can be.</summary>
    public static Result<PackageSignature> Read(byte[] bytes, byte[] manifest)
    {
        try
        {
            var signature = JsonSerializer.Deserialize<PackageSignature>(bytes, JsonSerializerOptions.Web);
            if (signature is { Key: not null, Signature: not null } && signature.ToBytes().AsSpan().SequenceEqual(bytes) && signature.Verifies(manifest))
            {
                return signature;
            }
        }
        catch (Exception e) when (e is JsonException or FormatException || IsNoKey(e))
        {
            // Said below: what is no signature does not sign.
        }

        return PackageManifest.Wrong($"{FileName} does not sign this {PackageManifest.FileName}: one of them was changed.");
    }

    public static bool IsP256(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value == ECCurve.NamedCurves.nistP256.Oid.Value;

    /// <summary>What reading a key throws that is none, or one of a kind that this machine does not know.</summary>
    public static bool IsNoKey(Exception error) => error is CryptographicException or PlatformNotSupportedException or ArgumentException;

    private bool Verifies(byte[] manifest)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(Key), out _);
        return IsP256(key)
            && Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) == Key
            && Convert.FromBase64String(Signature) is var signature && Convert.ToBase64String(signature) == Signature // the last letter may hold bits that say nothing
            && key.VerifyData(manifest, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
