using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace PracticeCms.Users.Factors;

/// <summary>What the form for a new authenticator app sends: its secret, sealed, and the first code.</summary>
public sealed class AppAnswer
{
    public string? Sealed { get; set; }
    public string? Code { get; set; }
}

/// <summary>A secret on its way through the form. It counts in the session that it was made for, for a quarter of an hour.</summary>
internal sealed class SealedSecrets(IDataProtectionProvider protection, ITenant tenant, IClock clock)
{
    private static readonly Duration Lifetime = Duration.FromMinutes(15);

    public string Seal(Guid session, string secret) =>
        Of(session).Protect($"{(clock.GetCurrentInstant() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}.{secret}");

    /// <summary>Null where it was not sealed here for this session, or too long ago.</summary>
    public string? Open(Guid session, string? text)
    {
        try
        {
            return (text is { Length: > 0 } ? Of(session).Unprotect(text) : "").Split('.') is [var until, var secret]
                && long.Parse(until, CultureInfo.InvariantCulture) > clock.GetCurrentInstant().ToUnixTimeSeconds() ? secret : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Of(Guid session) => protection.CreateProtector("PracticeCms.AuthenticatorApp", tenant.Name, session.ToString());
}
