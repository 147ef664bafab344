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
    public string Value { get; } = configuration["Practice:Setup:Token"] is { Length: > 0 } given ? given : Ids.Token();

    /// <summary>No practice was ever made here; one that a crash left half made does not count.</summary>
    public bool IsSetupOpen => tenants.All.All(t => t.Definition.State is TenantState.Uninitialized or TenantState.Initializing);

    public bool Matches(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Value));
}
