namespace PracticeCms.Compliance;

public sealed class Permissions : IPermissionProvider
{
    public static Permission ViewAuditLog { get; } =
        new("ViewAuditLog", "See who looked at or changed which record", true) { Category = "Privacy" };

    public IEnumerable<Permission> GetPermissions() => [ViewAuditLog];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, [ViewAuditLog]),
        new(StockRoles.PrivacyOfficer, [ViewAuditLog]),
        new(StockRoles.Auditor, [ViewAuditLog]),
    ];
}
