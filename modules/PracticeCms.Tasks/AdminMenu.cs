namespace PracticeCms.Tasks;

internal sealed class AdminMenu : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        if (name == "admin")
        {
            builder.Add(NavigationGroups.Today, "Tasks", "admin/tasks", "check2-square", Permissions.ManageTasks, 30, "g t");
        }
        else if (name == "create")
        {
            builder.Add(NavigationGroups.Today, "New task", "admin/tasks/new", "check2-square", Permissions.ManageTasks, 40);
        }

        return ValueTask.CompletedTask;
    }
}
