namespace PracticeCms.Users;

public sealed class Permissions : IPermissionProvider
{
    public static Permission ManageUsers { get; } =
        new("ManageUsers", "Invite staff, change their roles and switch accounts off", true) { Category = "Staff" };

    public static Permission ViewUsers { get; } =
        new("ViewUsers", "See who works here and with which roles") { Category = "Staff", ImpliedBy = [ManageUsers] };

    public IEnumerable<Permission> GetPermissions() => [ViewUsers, ManageUsers];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, [ViewUsers, ManageUsers]),
        new(StockRoles.Administrator, [ViewUsers, ManageUsers]),
        new(StockRoles.PrivacyOfficer, [ViewUsers]),
        new(StockRoles.Auditor, [ViewUsers]),
    ];
}
