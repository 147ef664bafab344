namespace PracticeCms.Hosting;

internal sealed class AdminMenu : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        if (name == "admin")
        {
            builder.Add(NavigationGroups.Practice, "Tenants", "admin/tenants", "collection", Permissions.ManageTenants, 60);
        }

        return ValueTask.CompletedTask;
    }
}
