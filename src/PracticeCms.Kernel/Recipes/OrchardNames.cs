namespace PracticeCms.Kernel.Recipes;

/// <summary>What Orchard Core's names are called here.</summary>
internal static class OrchardNames
{
    private static readonly Dictionary<string, string> Features = new(StringComparer.OrdinalIgnoreCase)
    {
        ["OrchardCore.Workflows"] = "PracticeCms.Workflows",
        ["OrchardCore.Workflows.Http"] = "PracticeCms.Workflows",
        ["OrchardCore.Workflows.Timers"] = "PracticeCms.Workflows",
        ["OrchardCore.Users"] = "PracticeCms.Users",
        ["OrchardCore.Users.Registration"] = "PracticeCms.Users",
        ["OrchardCore.Users.ResetPassword"] = "PracticeCms.Users",
        ["OrchardCore.Email"] = "PracticeCms.Messaging",
        ["OrchardCore.Email.Smtp"] = "PracticeCms.Messaging",
        ["OrchardCore.Notifications"] = "PracticeCms.Messaging",
        ["OrchardCore.Notifications.Email"] = "PracticeCms.Messaging",
        ["OrchardCore.AuditTrail"] = "PracticeCms.Compliance",
        ["OrchardCore.Users.AuditTrail"] = "PracticeCms.Compliance",
    };

    private static readonly Dictionary<string, string> Themes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["TheAdmin"] = "PracticeAdmin",
        ["TheTheme"] = "PracticePublic",
        ["TheAgencyTheme"] = "PracticePublic",
        ["TheBlogTheme"] = "PracticePublic",
        ["TheComingSoonTheme"] = "PracticePublic",
        ["SafeMode"] = "PracticePublic",
    };

    private static readonly Dictionary<string, string> Permissions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AccessAdminPanel"] = "AccessAdminPortal",
        ["ManageFeatures"] = "ManageFeatures",
        ["ManageRoles"] = "ManageRoles",
        ["ManageTemplates"] = "ManageTemplates",
        ["ManageSettings"] = "ManagePractice",
        ["ManageThemes"] = "ManagePractice",
    };

    /// <summary>Steps of Orchard that this product reads and reports, because nothing here corresponds to them.</summary>
    public static IReadOnlySet<string> UnsupportedSteps { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "MediaProfiles", "Layers", "Placements", "ShortcodeTemplates", "Sitemaps", "UrlRewriting", "OpenIdApplication", "OpenIdScope",
        "OpenIdServerSettings", "OpenIdServer", "OpenIdClientSettings", "OpenIdValidationSettings", "AzureADSettings", "MicrosoftAccountSettings",
        "GitHubAuthenticationSettings", "FacebookCoreSettings", "FacebookLoginSettings", "TwitterSettings", "ElasticIndexSettings", "elastic-index-rebuild",
        "elastic-index-reset", "azureai-index-create", "azureai-index-rebuild", "azureai-index-reset", "Translations", "DynamicDataTranslations",
        "content", "media", "custom-user-settings", "custom-settings", "AdminTemplates", "Queries", "command",
    };

    /// <summary>Steps of Orchard that are accepted and mean nothing here: what they ask for happens anyway, or has no place.</summary>
    public static IReadOnlySet<string> IdleSteps { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "AdminMenu", "deployment", "FeatureProfiles", "lucene-index", "lucene-index-rebuild", "lucene-index-reset", "CreateOrUpdateIndexProfile",
        "RebuildIndex", "ResetIndex",
    };

    /// <summary>Our id; null for a feature of Orchard that has no counterpart; the id itself where it is not one of Orchard's.</summary>
    public static string? Feature(string id) =>
        Features.TryGetValue(id, out var ours) ? ours
        : id.StartsWith("OrchardCore.", StringComparison.OrdinalIgnoreCase) || Themes.ContainsKey(id) ? Themes.GetValueOrDefault(id)
        : id;

    public static string Theme(string id) => Themes.GetValueOrDefault(id, id);

    public static string Permission(string name) => Permissions.GetValueOrDefault(name, name);
}
