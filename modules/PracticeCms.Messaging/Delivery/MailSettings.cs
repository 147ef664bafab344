namespace PracticeCms.Messaging.Delivery;

/// <summary>How mail leaves the practice.</summary>
public sealed class MailSettings : ICheckedSettings
{
    /// <summary>Name of the SMTP server; empty writes mails into the pick-up folder instead.</summary>
    public string Host { get; set; } = "";
    public int Port { get; set; } = 587;
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;
    public string User { get; set; } = "";

    /// <summary>Encrypted for this practice; never shown again.</summary>
    public string PasswordSealed { get; set; } = "";

    /// <summary>Empty: the practice's own address.</summary>
    public string FromAddress { get; set; } = "";
    public string FromName { get; set; } = "";

    public Check Faults() => new Check()
        .That(Port is > 0 and < 65536, nameof(Port), "A port is a number from 1 to 65535.")
        .That(string.IsNullOrEmpty(FromAddress) || EmailAddress.IsValid(FromAddress), nameof(FromAddress), "This is not an e-mail address.")
        .That(Enum.IsDefined(Security), nameof(Security), "Choose how the connection is secured.");

    internal bool UsesPickup => Host.Trim().Length == 0;
}

public enum MailSecurity
{
    StartTls,
    Tls,

    /// <summary>For a relay on the same machine or network only.</summary>
    None,
}
