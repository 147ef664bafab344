namespace PracticeCms.Tasks;

public sealed class Permissions : IPermissionProvider
{
    public static Permission ManageTasks { get; } =
        new("ManageTasks", "See, add and complete tasks") { Category = "Today" };

    public IEnumerable<Permission> GetPermissions() => [ManageTasks];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        .. new[]
        {
            StockRoles.Owner, StockRoles.Administrator, StockRoles.Practitioner, StockRoles.Assistant, StockRoles.FrontDesk, StockRoles.Billing,
            StockRoles.PrivacyOfficer,
        }.Select(role => new PermissionStereotype(role, [ManageTasks])),
    ];
}
