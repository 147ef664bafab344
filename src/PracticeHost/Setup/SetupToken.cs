using System.Security.Cryptography;
using System.Text;
using PracticeCms.Kernel.Tenants;

namespace PracticeHost.Setup;

/// <summary>
/// Whoever can read the console may set the first practice up. The token lives as long as the process and is worth nothing once a
/// practice exists.
/// </summary>
internal sealed class SetupToken(IConfiguration configuration, TenantRegistry tenants)
{
    private const string Key = "Practice:Setup:Token";
    private const int LeastLength = 32;
    private const int LeastDistinct = 10;

    public string Value { get; } = Read(configuration[Key], IsOpen(tenants));

    /// <summary>No practice was ever made here; one that a crash left half made does not count.</summary>
    public bool IsSetupOpen => IsOpen(tenants);

    public bool Matches(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Value));

    private static bool IsOpen(TenantRegistry tenants) => tenants.All.All(t => t.Definition.State is TenantState.Uninitialized or TenantState.Initializing);

    /// <summary>A weak one that was left in the configuration of a practice that exists stops no start, and opens nothing.</summary>
    private static string Read(string? given, bool isOpen)
    {
        var isStrong = given is { Length: >= LeastLength } && given.Distinct().Count() >= LeastDistinct;
        return isStrong ? given! : string.IsNullOrEmpty(given) || !isOpen ? Ids.Token() : throw new InvalidOperationException(
            $"{Key} can be guessed: it needs at least {LeastLength} characters, {LeastDistinct} of them different, as 'openssl rand -hex 32' makes them. Without it a token is drawn, and the console shows it.");
    }
}
