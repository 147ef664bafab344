namespace PracticeCms.Messaging.Delivery;

/// <summary>How mail leaves the practice.</summary>
public sealed class MailSettings
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

    internal bool UsesPickup => Host.Trim().Length == 0;
}

public enum MailSecurity
{
    StartTls,
    Tls,

    /// <summary>For a relay on the same machine or network only.</summary>
    None,
}
