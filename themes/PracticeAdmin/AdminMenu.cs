namespace PracticeAdmin;

internal sealed class AdminMenu : INavigationProvider
{
    public const string Home = "admin";
    public const string Settings = "admin/settings";

    public ValueTask BuildNavigationAsync(string name, NavigationBuilder builder)
    {
        if (name == "admin")
        {
            builder
                .Add(NavigationGroups.Today, "Home", Home, "house-door", KernelPermissions.AccessAdminPortal, -100, "g h, g d")
                .Add(NavigationGroups.Practice, "Settings", Settings, "gear", KernelPermissions.AccessAdminPortal, 100, "g s");
        }
        else if (name == "settings")
        {
            builder
                .Add(NavigationGroups.Practice, "Practice", "admin/settings/practice", "building", KernelPermissions.ManagePractice, 10)
                .Add(NavigationGroups.Practice, "Branding", "admin/settings/branding", "palette", KernelPermissions.ManagePractice, 20)
                .Add(NavigationGroups.Practice, "Texts and pages", "admin/settings/templates", "file-earmark-code", KernelPermissions.ManageTemplates, 30)
                .Add(NavigationGroups.Practice, "Background work", "admin/incidents", "hourglass-split", KernelPermissions.ViewJobs, 80)
                .Add(NavigationGroups.Practice, "Health", "admin/settings/health", "heart-pulse", KernelPermissions.ManagePractice, 85)
                .Add(NavigationGroups.Practice, "Features", "admin/settings/features", "toggles", KernelPermissions.ManageFeatures, 90);
        }

        return ValueTask.CompletedTask;
    }
}
