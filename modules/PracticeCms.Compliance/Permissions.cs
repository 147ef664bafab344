namespace PracticeCms.Compliance;

public sealed class Permissions : IPermissionProvider
{
    public static Permission ViewAuditLog { get; } =
        new("ViewAuditLog", "See who looked at or changed which record", true) { Category = "Privacy" };

    public static Permission OpenInEmergency { get; } =
        new("OpenInEmergency", "Open a record in an emergency that one's role does not admit", true) { Category = "Privacy" };

    public static Permission ReviewEmergencies { get; } = new("ReviewEmergencies", "Review what was opened in an emergency") { Category = "Privacy" };

    public static Permission EraseClients { get; } = new("EraseClients", "Erase what is known of a {client}, for good", true) { Category = "Privacy" };

    public static Permission ExportRecords { get; } = new("ExportRecords", "Save the whole record of a {client} as a file, as far as one sees it", true) { Category = "Privacy" };

    public static Permission ManageKeys { get; } = new("ManageKeys", "See and rotate the keys that seal records", true) { Category = "Privacy" };

    public IEnumerable<Permission> GetPermissions() => [ViewAuditLog, OpenInEmergency, ReviewEmergencies, EraseClients, ExportRecords, ManageKeys];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, [ViewAuditLog, OpenInEmergency, ReviewEmergencies, EraseClients, ExportRecords, ManageKeys]),
        new(StockRoles.Administrator, [ManageKeys]),
        new(StockRoles.PrivacyOfficer, [ViewAuditLog, ReviewEmergencies, EraseClients, ExportRecords]),
        new(StockRoles.Practitioner, [OpenInEmergency]),
        new(StockRoles.Assistant, [OpenInEmergency]),
        new(StockRoles.Auditor, [ViewAuditLog]),
    ];
}
