namespace PracticeCms.Users;

internal sealed class AdminMenu : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        if (name == "admin")
        {
            builder
                .Add(NavigationGroups.Practice, "Staff", "admin/users", "people-fill", Permissions.ViewUsers, 10)
                .Add(NavigationGroups.Practice, "Roles", "admin/roles", "key", KernelPermissions.ManageRoles, 20)
                .Add(NavigationGroups.Practice, "Keys for programs", "admin/api-keys", "plug", Permissions.ManageApiKeys, 25);
        }
        else if (name == "settings")
        {
            builder.Add(NavigationGroups.Practice, "Signing in", "admin/settings/sign-in", "shield-lock", KernelPermissions.ManageRoles, 40);
        }
        else if (name == "create")
        {
            builder.Add(NavigationGroups.Practice, "Invite a member of staff", "admin/users/invite", "person-plus", Permissions.ManageUsers, 90);
        }

        return ValueTask.CompletedTask;
    }
}
