using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace PracticeCms.Users.Factors;

/// <summary>What the form for a new authenticator app sends: its secret, sealed for this person, and the first code.</summary>
public sealed class AppAnswer
{
    public string? Sealed { get; set; }
    public string? Code { get; set; }

    public static string Seal(IDataProtectionProvider protection, ITenant tenant, Guid userId, string secret) => For(protection, tenant, userId).Protect(secret);

    /// <summary>Null where it was not sealed here for this person.</summary>
    public static string? Open(IDataProtectionProvider protection, ITenant tenant, Guid userId, string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : For(protection, tenant, userId).Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IDataProtector For(IDataProtectionProvider protection, ITenant tenant, Guid userId) =>
        protection.CreateProtector("PracticeCms.AuthenticatorApp", tenant.Name, userId.ToString());
}
