using System.Collections.Concurrent;
using NodaTime;
using OtpNet;

namespace PracticeCms.Testing;

/// <summary>What tests show beside the password: the app's code once, then the recovery codes that came with it.</summary>
public static class SecondFactor
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Kept = new();

    /// <summary>The six digits that an app with this secret shows at that moment.</summary>
    public static string CodeOf(string secret, Instant now) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(now.ToDateTimeUtc());

    public static void Keep(Uri practice, string email, IEnumerable<string> codes) => Kept[Key(practice, email)] = new ConcurrentQueue<string>(codes);

    public static string Take(Uri practice, string email) =>
        Kept.TryGetValue(Key(practice, email), out var codes) && codes.TryDequeue(out var code) ? code : throw new InvalidOperationException($"{email} has no recovery code left.");

    private static string Key(Uri practice, string email) => $"{practice} {email}";
}
