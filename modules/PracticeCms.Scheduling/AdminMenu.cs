namespace PracticeCms.Scheduling;

internal sealed class AdminMenu(IVocabulary words) : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        if (name is "admin")
        {
            builder
                .Add(NavigationGroups.Practice, words.Plural("Service"), "admin/services", "list-check", Permissions.ManageServices, 10)
                .Add(NavigationGroups.Practice, $"{words.Plural("Practitioner")} and rooms", "admin/resources", "people", Permissions.ManageAvailability, 12);
        }
        else if (name is "settings")
        {
            builder.Add(NavigationGroups.Practice, "Online booking", "admin/settings/booking", "calendar-check", Permissions.ManageAvailability, 45);
        }

        return ValueTask.CompletedTask;
    }
}
