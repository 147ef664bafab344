namespace PracticeCms.Messaging;

internal sealed class AdminMenu : INavigationProvider
{
    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        if (name == "admin")
        {
            builder.Add(NavigationGroups.Automation, "Outgoing mail", "admin/outgoing", "send", Permissions.ViewOutgoingMail, 20);
        }
        else if (name == "settings")
        {
            builder.Add(NavigationGroups.Practice, "Mail", "admin/settings/mail", "envelope-at", Permissions.ManageMailServer, 50);
            builder.Add(NavigationGroups.Practice, "Sending", "admin/settings/sending", "pause-circle", Permissions.ManageMail, 51);
        }

        return ValueTask.CompletedTask;
    }
}
