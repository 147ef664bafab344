namespace PracticeCms;

/// <summary>Keys are UUIDv7: sorted by the time they were made.</summary>
public static class Ids
{
    public static Guid New() => Guid.CreateVersion7();

    /// <summary>A random token of 256 bits, safe in an URL.</summary>
    public static string Token() => System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
}
