using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Factors;

/// <summary>What the page gives to the browser's <c>navigator.credentials</c>, and what the form sends back with the answer.</summary>
public sealed record PasskeyChallenge(string Options, string Token);

/// <summary>
/// Registering and showing passkeys (WebAuthn). The domain and the origin come from the practice's address in the configuration, never from the
/// request; the device must have checked its user. A challenge lives five minutes and is answered once.
/// </summary>
internal sealed class PasskeyCeremony(UserManager<User> users, UsersDb db, ITenant tenant, IDataProtectionProvider protection, IClock clock)
{
    private static readonly Duration Lifetime = Duration.FromMinutes(5);

    private readonly PasskeyHandler<User> handler = new(users, Options.Create(new IdentityPasskeyOptions
    {
        ServerDomain = tenant.BaseUrl.Host,
        UserVerificationRequirement = "required",
        ResidentKeyRequirement = "required",
        AttestationConveyancePreference = "none",
        AuthenticatorTimeout = TimeSpan.FromMinutes(5),
        ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && IsOwn(context.Origin, tenant.BaseUrl)),
    }));

    private sealed record State(Guid Id, Guid? UserId, string? Ceremony, Instant ExpiresAt);

    public async Task<PasskeyChallenge> ToRegisterAsync(UserAccess user, HttpContext http)
    {
        var made = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = user.Id.ToString(), Name = user.Email, DisplayName = user.DisplayName }, http);
        return new PasskeyChallenge(made.CreationOptionsJson, Seal(user.Id, made.AttestationState));
    }

    /// <param name="user">Null where the passkey will say who it is.</param>
    public async Task<PasskeyChallenge> ToShowAsync(User? user, HttpContext http)
    {
        var made = await handler.MakeRequestOptionsAsync(user, http);
        return new PasskeyChallenge(made.RequestOptionsJson, Seal(user?.Id, made.AssertionState));
    }

    /// <summary>Takes a new passkey in the running unit of work.</summary>
    public async Task<Result<UserPasskeyInfo>> RegisterAsync(Guid userId, string? credential, string? token, HttpContext http)
    {
        if (Open(token) is not { } state || state.UserId != userId || string.IsNullOrEmpty(credential))
        {
            return TooLate;
        }

        Use(state);
        var result = await handler.PerformAttestationAsync(new PasskeyAttestationContext { CredentialJson = credential, AttestationState = state.Ceremony, HttpContext = http });
        return result.Succeeded ? result.Passkey : Refused(result.Failure);
    }

    /// <summary>Takes an answer in the running unit of work, with the passkey's new counter.</summary>
    /// <param name="expected">Whose passkey it must be; null for anybody's.</param>
    public async Task<Result<User>> ShowAsync(Guid? expected, string? credential, string? token, HttpContext http)
    {
        if (Open(token) is not { } state || state.UserId != expected || string.IsNullOrEmpty(credential))
        {
            return TooLate;
        }

        Use(state);
        var result = await handler.PerformAssertionAsync(new PasskeyAssertionContext { CredentialJson = credential, AssertionState = state.Ceremony, HttpContext = http });
        if (!result.Succeeded || !result.User.IsEnabled || (expected is { } id && result.User.Id != id))
        {
            return Refused(result.Failure);
        }

        await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        return result.User;
    }

    private static Problem TooLate { get; } = new(ProblemKind.Invalid, "passkey", "This took too long, or was sent before. Try once more.", []);

    private static Problem Refused(Exception? why) =>
        new(ProblemKind.Invalid, "passkey", "This passkey was not accepted.", []) { Extensions = new Dictionary<string, object?> { ["why"] = why?.Message } };

    // A development server may listen on any port of this machine.
    private static bool IsOwn(string origin, Uri own) => Uri.TryCreate(origin, UriKind.Absolute, out var asked)
        && (asked.GetLeftPart(UriPartial.Authority) == own.GetLeftPart(UriPartial.Authority) || (own.Host == "localhost" && asked.Host == "localhost"));

    private IDataProtector Protector => protection.CreateProtector("PracticeCms.Passkey", tenant.Name);

    private string Seal(Guid? userId, string? ceremony) =>
        Protector.Protect(JsonSerializer.Serialize(new State(Ids.New(), userId, ceremony, clock.GetCurrentInstant() + Lifetime), DurableJson.Options));

    private State? Open(string? token)
    {
        try
        {
            var state = JsonSerializer.Deserialize<State>(Protector.Unprotect(token ?? ""), DurableJson.Options);
            return state?.ExpiresAt > clock.GetCurrentInstant() ? state : null;
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }

    // The second of two answers to one challenge violates the key, and nothing of it stays.
    private void Use(State state) => db.UsedChallenges.Add(new UsedChallenge { Id = state.Id, ExpiresAt = state.ExpiresAt });
}
