using System.Net.Mail;

namespace PracticeCms;

/// <summary>The one rule of what is an e-mail address: one that mail can be sent to over the internet (RFC 5321, 254 characters).</summary>
public static class EmailAddress
{
    public static bool IsValid(string? text) =>
        text is { Length: > 2 and <= 254 } && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
        && MailAddress.TryCreate(text, out var address) && address.Address == text
        && (address.Host.Contains('.', StringComparison.Ordinal) || address.Host == "localhost");
}
