using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PracticeCms.Files;

namespace PracticeCms.Kernel.Crypto;

/// <summary>Seals fields as <c>v1.BASE64URL</c>; the number is the version of the practice's key.</summary>
internal sealed class FieldCipher(TenantKeys keys) : IFieldCipher
{
    public string Encrypt(string clear, string entity, Guid id, string field) => Seal(keys.Newest, clear, entity, id, field);

    public string Decrypt(string sealedText, string entity, Guid id, string field)
    {
        var dot = sealedText.IndexOf('.', StringComparison.Ordinal);
        if (dot < 2 || sealedText[0] != 'v' || !int.TryParse(sealedText.AsSpan(1, dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || keys.Find(version) is not { } key)
        {
            throw new CryptographicException("The field was not sealed by this practice.");
        }

        return Open(key, sealedText[(dot + 1)..], entity, id, field);
    }

    public static string Seal(OpenTenantKey key, string clear, string entity, Guid id, string field)
    {
        var bytes = Aead.Seal(key.Fields, Encoding.UTF8.GetBytes(clear), Bound(key, entity, id, field));
        return string.Create(CultureInfo.InvariantCulture, $"v{key.Version}.{Base64Url.EncodeToString(bytes)}");
    }

    private static string Open(OpenTenantKey key, string text, string entity, Guid id, string field)
    {
        try
        {
            return Encoding.UTF8.GetString(Aead.Open(key.Fields, Base64Url.DecodeFromChars(text), Bound(key, entity, id, field)));
        }
        catch (FormatException e)
        {
            throw new CryptographicException("The sealed field is damaged.", e);
        }
    }

    private static byte[] Bound(OpenTenantKey key, string entity, Guid id, string field) =>
        Aead.Bind("field", key.Tenant, entity, id.ToString("N"), field, key.Version.ToString(CultureInfo.InvariantCulture));
}
