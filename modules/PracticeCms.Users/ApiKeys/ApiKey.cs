using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Users.ApiKeys;

/// <summary>What a program of somebody else's may ask, for how long and from where. The key itself is shown once and kept as a hash.</summary>
[NotAudited("each act is recorded by name, with what the key gives")]
internal sealed class ApiKey
{
    public const int LongestDays = 366;

    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Found by this; the rest of the key is never kept.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the whole key, in hex: it is drawn at random, so that nothing slower is needed.</summary>
    public required string Hash { get; init; }
    public required Guid MakerId { get; init; }

    /// <summary>Names of rights, separated by commas.</summary>
    public required string Permissions { get; init; }
    public RecordScope Scope { get; init; }

    /// <summary>Networks such as 192.0.2.0/24, separated by commas; empty for anywhere.</summary>
    public string Networks { get; init; } = "";
    public Instant CreatedAt { get; init; }
    public Instant ExpiresAt { get; set; }
    public Instant? RevokedAt { get; set; }

    /// <summary>Give or take a minute.</summary>
    public Instant? LastUsedAt { get; set; }
    public string? LastUsedFrom { get; set; }

    /// <summary>The key that follows this one.</summary>
    public Guid? ReplacedBy { get; set; }

    public string StateAt(Instant now) => RevokedAt is not null ? "revoked" : now >= ExpiresAt ? "over" : ReplacedBy is not null ? "replaced" : "open";

    public bool IsOpenAt(Instant now) => RevokedAt is null && now < ExpiresAt;

    public bool Admits(IPAddress from) => Networks.Length == 0 || Split(Networks).Any(n => IPNetwork.TryParse(n, out var network) && network.Contains(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from));

    public static IReadOnlyList<string> Split(string list) => list.Split([',', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <summary>The text that a program sends: <c>pk_</c>, eight digits to find it by, and 256 bits that nobody guesses.</summary>
internal sealed record KeyText(string Prefix, string Value)
{
    private const int PrefixLength = 8;
    private const string Mark = "pk_";

    public static KeyText Draw()
    {
        var prefix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PrefixLength / 2));
        return new KeyText(prefix, $"{Mark}{prefix}_{Ids.Token()}");
    }

    /// <summary>Null for a text that can be no key.</summary>
    public static string? PrefixOf(string text) =>
        text.Length is > 40 and < 200 && text.StartsWith(Mark, StringComparison.Ordinal) && text[Mark.Length + PrefixLength] == '_' ? text.Substring(Mark.Length, PrefixLength) : null;
}
