namespace PracticeCms.Users.Factors;

/// <summary>What the form of a passkey sends.</summary>
public sealed class PasskeyAnswer
{
    public string? Token { get; set; }
    public string? Credential { get; set; }
    public string? Name { get; set; }
}
