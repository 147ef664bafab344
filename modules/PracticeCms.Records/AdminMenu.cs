namespace PracticeCms.Records;

internal sealed class AdminMenu(IVocabulary words) : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        if (name == "admin")
        {
            builder.Add(NavigationGroups.Clients, words.Plural("Client"), "admin/clients", "people", Permissions.ViewClients, 0, "g p");
        }
        else if (name == "create")
        {
            builder.Add(NavigationGroups.Clients, $"New {words.Lower("Client")}", "admin/clients/new", "person-plus", Permissions.ManageClients, 20);
        }
        else if (name == "settings")
        {
            builder.Add(NavigationGroups.Clients, $"Import {words.LowerPlural("Client")}", "admin/clients/import", "upload", Permissions.ImportClients, 60);
        }

        return ValueTask.CompletedTask;
    }
}
