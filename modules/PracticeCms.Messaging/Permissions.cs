namespace PracticeCms.Messaging;

public sealed class Permissions : IPermissionProvider
{
    /// <summary>Apart from the rest: links by which colleagues sign in go through that server.</summary>
    public static Permission ManageMailServer { get; } = new("ManageMailServer", "Choose the server that mails go through, and the texts of mails with links to sign in", true) { Category = "Messaging" };
    public static Permission ManageMail { get; } = new("ManageMail", "Change how much mail is sent, and pause it") { Category = "Messaging", ImpliedBy = [ManageMailServer] };
    public static Permission SendMail { get; } = new("SendMail", "Resend, release and take back mails") { Category = "Messaging", ImpliedBy = [ManageMail] };
    public static Permission ViewOutgoingMail { get; } = new("ViewOutgoingMail", "See what was mailed to whom") { Category = "Messaging", ImpliedBy = [SendMail] };

    public IEnumerable<Permission> GetPermissions() => [ViewOutgoingMail, SendMail, ManageMail, ManageMailServer];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, [ViewOutgoingMail, SendMail, ManageMail, ManageMailServer]),
        new(StockRoles.Administrator, [ViewOutgoingMail, SendMail, ManageMail]),
        new(StockRoles.FrontDesk, [ViewOutgoingMail, SendMail]),
        new(StockRoles.PrivacyOfficer, [ViewOutgoingMail]),
        new(StockRoles.Auditor, [ViewOutgoingMail]),
    ];
}
