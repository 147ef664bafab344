namespace PracticeCms.Messaging;

public sealed class Permissions : IPermissionProvider
{
    public static Permission ManageMail { get; } = new("ManageMail", "Change how mail is sent") { Category = "Messaging" };
    public static Permission SendMail { get; } = new("SendMail", "Resend, release and take back mails") { Category = "Messaging", ImpliedBy = [ManageMail] };
    public static Permission ViewOutgoingMail { get; } = new("ViewOutgoingMail", "See what was mailed to whom") { Category = "Messaging", ImpliedBy = [SendMail] };

    public IEnumerable<Permission> GetPermissions() => [ViewOutgoingMail, SendMail, ManageMail];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, [ViewOutgoingMail, SendMail, ManageMail]),
        new(StockRoles.Administrator, [ViewOutgoingMail, SendMail, ManageMail]),
        new(StockRoles.FrontDesk, [ViewOutgoingMail, SendMail]),
        new(StockRoles.PrivacyOfficer, [ViewOutgoingMail]),
        new(StockRoles.Auditor, [ViewOutgoingMail]),
    ];
}
