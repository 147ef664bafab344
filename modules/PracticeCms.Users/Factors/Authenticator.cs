using OtpNet;

namespace PracticeCms.Users.Factors;

/// <summary>A user's authenticator app: six digits that change every 30 seconds (RFC 6238).</summary>
[AuditName("AuthenticatorApp")]
internal sealed class Authenticator
{
    /// <summary>The user's id.</summary>
    public Guid Id { get; set; }

    /// <summary>The shared secret, encrypted.</summary>
    public required string Secret { get; set; }

    /// <summary>The step of the last code that was taken; it and all before it are used up.</summary>
    public long LastStep { get; set; }
    public Instant CreatedAt { get; set; }
}

/// <summary>Makes and takes codes of authenticator apps. A code counts in its own step and in the neighbouring ones, once.</summary>
internal sealed class Authenticators(UsersDb db, IFieldCipher cipher, IClock clock)
{
    private const string Field = "secret";

    public static string NewSecret() => Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(20)).TrimEnd('=');

    /// <summary>The address that an app reads from the picture.</summary>
    public static string AddressOf(string secret, string account, string practice) => new OtpUri(OtpType.Totp, secret, account, practice).ToString();

    public Task<bool> HasAsync(Guid userId, CancellationToken ct) => db.Authenticators.AnyAsync(a => a.Id == userId, ct);

    /// <summary>Keeps the secret in the running unit of work, if the code shows that the app has it.</summary>
    public async Task<bool> AddAsync(Guid userId, string secret, string? code, CancellationToken ct)
    {
        if (StepOf(secret, code) is not { } step)
        {
            return false;
        }

        var kept = cipher.Encrypt(secret, "Authenticator", userId, Field);
        if (await db.Authenticators.SingleOrDefaultAsync(a => a.Id == userId, ct) is { } before)
        {
            (before.Secret, before.LastStep, before.CreatedAt) = (kept, step, clock.GetCurrentInstant());
        }
        else
        {
            db.Authenticators.Add(new Authenticator { Id = userId, Secret = kept, LastStep = step, CreatedAt = clock.GetCurrentInstant() });
        }

        return true;
    }

    /// <summary>Takes a code in the running unit of work. Of two that come at once, one is taken.</summary>
    public async Task<bool> TakeAsync(Guid userId, string? code, CancellationToken ct)
    {
        if (await db.Authenticators.AsNoTracking().SingleOrDefaultAsync(a => a.Id == userId, ct) is not { } known
            || StepOf(cipher.Decrypt(known.Secret, "Authenticator", userId, Field), code) is not { } step)
        {
            return false;
        }

        return await db.Authenticators.Where(a => a.Id == userId && a.LastStep < step).ExecuteUpdateAsync(s => s.SetProperty(a => a.LastStep, step), ct) == 1;
    }

    private long? StepOf(string secret, string? code)
    {
        var digits = new string([.. (code ?? "").Where(char.IsAsciiDigit)]);
        return digits.Length == 6 && new Totp(Base32Encoding.ToBytes(secret)).VerifyTotp(clock.GetCurrentInstant().ToDateTimeUtc(), digits, out var step, new VerificationWindow(1, 1)) ? step : null;
    }
}
