namespace PracticeCms.Users;

public sealed class Permissions : IPermissionProvider
{
    public static Permission ManageUsers { get; } =
        new("ManageUsers", "Invite staff, change their roles and switch accounts off", true) { Category = "Staff" };

    public static Permission ViewUsers { get; } =
        new("ViewUsers", "See who works here and with which roles") { Category = "Staff", ImpliedBy = [ManageUsers] };

    public static Permission ManageApiKeys { get; } =
        new("ManageApiKeys", "Make keys for programs, and take them back", true) { Category = "Staff" };

    public IEnumerable<Permission> GetPermissions() => [ViewUsers, ManageUsers, ManageApiKeys];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, [ViewUsers, ManageUsers, ManageApiKeys]),
        new(StockRoles.Administrator, [ViewUsers, ManageUsers, ManageApiKeys]),
        new(StockRoles.PrivacyOfficer, [ViewUsers]),
        new(StockRoles.Auditor, [ViewUsers]),
    ];
}
