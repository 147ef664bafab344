using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PracticeCms.Files;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Crypto;

/// <summary>Seals fields as <c>c1.BASE64URL</c>; the number is the version of the client's key.</summary>
internal sealed class ClientCipher(SubjectKeys subjects, IFieldCipher practice) : IClientCipher
{
    public async Task<string> SealAsync(Guid? client, string clear, SealedField field, CancellationToken ct = default)
    {
        if (client is not { } subject)
        {
            return practice.Encrypt(clear, field.Entity, field.Id, field.Name);
        }

        var key = await subjects.NeedAsync(subject, ct);
        var bytes = Aead.Seal(key.Fields, Encoding.UTF8.GetBytes(clear), Bound(key, field));
        return string.Create(CultureInfo.InvariantCulture, $"c{key.Version}.{Base64Url.EncodeToString(bytes)}");
    }

    public async Task<string?> OpenAsync(Guid? client, string sealedText, SealedField field, CancellationToken ct = default)
    {
        if (IClientCipher.IsOfPractice(sealedText))
        {
            return practice.Decrypt(sealedText, field.Entity, field.Id, field.Name);
        }

        var dot = sealedText.IndexOf('.', StringComparison.Ordinal);
        if (client is not { } subject || dot < 2 || sealedText[0] != 'c' || !int.TryParse(sealedText.AsSpan(1, dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new CryptographicException("The field was not sealed for this client.");
        }

        if (await subjects.FindAsync(subject, ct) is not { } key)
        {
            return await subjects.IsErasedAsync(subject, ct) ? null : throw new CryptographicException("The key of this client is missing.");
        }

        return key.Version == version ? Open(key, sealedText[(dot + 1)..], field) : throw new CryptographicException("The field was sealed with another key of this client.");
    }

    private static string Open(OpenSubjectKey key, string text, SealedField field)
    {
        try
        {
            return Encoding.UTF8.GetString(Aead.Open(key.Fields, Base64Url.DecodeFromChars(text), Bound(key, field)));
        }
        catch (FormatException e)
        {
            throw new CryptographicException("The sealed field is damaged.", e);
        }
    }

    private static byte[] Bound(OpenSubjectKey key, SealedField field) => Aead.Bind(
        "client field", key.Tenant, key.Subject.ToString("N"), field.Entity, field.Id.ToString("N"), field.Name, key.Version.ToString(CultureInfo.InvariantCulture));
}
