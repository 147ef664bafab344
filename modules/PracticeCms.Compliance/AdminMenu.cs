namespace PracticeCms.Compliance;

internal sealed class AdminMenu : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        if (name == "admin")
        {
            builder.Add(NavigationGroups.Practice, "Privacy", "admin/privacy", "shield-check", Permissions.ViewAuditLog, 30);
        }

        return ValueTask.CompletedTask;
    }
}
