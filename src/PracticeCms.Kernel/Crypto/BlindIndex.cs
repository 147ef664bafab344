using System.Buffers.Text;
using System.Security.Cryptography;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Crypto;

/// <summary>HMAC-SHA-256 with a key that does nothing else, cut to 128 bits.</summary>
internal sealed class BlindIndex(TenantKeys keys) : IBlindIndex
{
    private const int Bytes = 16;

    public string Of(string field, string normalized) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(keys.Index, Aead.Bind("blind index", keys.Newest.Tenant, field, normalized)).AsSpan(0, Bytes));
}
