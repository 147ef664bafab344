using System.Globalization;
using System.Security.Cryptography;
using PracticeCms.Kernel.Crypto;

namespace PracticeCms.Kernel.Files;

/// <summary>Wraps the key of each file with the key of whom it belongs to: a client, or the practice.</summary>
internal sealed class FileKeys(TenantKeys practice, SubjectKeys subjects)
{
    public async Task WrapAsync(FileRow row, byte[] key, CancellationToken ct)
    {
        if (row.SubjectId is { } subject)
        {
            var owner = await subjects.NeedAsync(subject, ct);
            (row.WrappedKey, row.KeyVersion) = (Seal(owner.Files, key, Bound(owner, row.Id)), owner.Version);
            return;
        }

        (row.WrappedKey, row.KeyVersion) = (Seal(practice.Newest.Files, key, Bound(practice.Newest, row.Id)), practice.Newest.Version);
    }

    /// <summary>Throws <see cref="CryptographicException"/> where the key is gone or the row was tampered with.</summary>
    public async Task<byte[]> UnwrapAsync(FileRow row, CancellationToken ct)
    {
        var wrapped = Convert.FromBase64String(row.WrappedKey);
        if (row.SubjectId is { } subject)
        {
            var owner = await subjects.FindAsync(subject, ct) ?? throw new CryptographicException("The client of this file has no key.");
            return Aead.Open(owner.Files, wrapped, Bound(owner, row.Id));
        }

        var key = practice.Find(row.KeyVersion) ?? throw new CryptographicException("The key of this file is gone.");
        return Aead.Open(key.Files, wrapped, Bound(key, row.Id));
    }

    private static string Seal(byte[] with, byte[] key, byte[] bound) => Convert.ToBase64String(Aead.Seal(with, key, bound));

    private static byte[] Bound(OpenTenantKey key, Guid id) => Aead.Bind("file", key.Tenant, id.ToString("N"));

    private static byte[] Bound(OpenSubjectKey key, Guid id) =>
        Aead.Bind("client file", key.Tenant, key.Subject.ToString("N"), id.ToString("N"), key.Version.ToString(CultureInfo.InvariantCulture));
}
