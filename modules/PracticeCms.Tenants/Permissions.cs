namespace PracticeCms.Hosting;

public sealed class Permissions : IPermissionProvider
{
    public static Permission ManageTenants { get; } =
        new("ManageTenants", "Make, suspend, change and delete the practices of this host", true) { Category = "Practice" };

    public IEnumerable<Permission> GetPermissions() => [ManageTenants];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() => [new(StockRoles.Owner, [ManageTenants])];
}
