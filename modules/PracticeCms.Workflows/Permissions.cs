namespace PracticeCms.Workflows;

public sealed class Permissions : IPermissionProvider
{
    public static Permission ManageWorkflows { get; } = new("ManageWorkflows", "Change, switch and mend workflows", true) { Category = "Workflows" };
    public static Permission ViewWorkflows { get; } = new("ViewWorkflows", "See workflows and what they did") { Category = "Workflows", ImpliedBy = [ManageWorkflows] };

    public IEnumerable<Permission> GetPermissions() => [ViewWorkflows, ManageWorkflows];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, [ViewWorkflows, ManageWorkflows]),
        new(StockRoles.Administrator, [ViewWorkflows, ManageWorkflows]),
        new(StockRoles.Auditor, [ViewWorkflows]),
    ];
}
