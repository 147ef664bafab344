namespace PracticeCms.Workflows;

internal sealed class AdminMenu : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        if (name == "admin")
        {
            builder.Add(NavigationGroups.Automation, "Workflows", "admin/workflows", "diagram-3", Permissions.ViewWorkflows, 10, "g w");
        }

        return ValueTask.CompletedTask;
    }
}
