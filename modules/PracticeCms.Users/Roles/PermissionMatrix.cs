namespace PracticeCms.Users.Roles;

/// <summary>All permissions of the enabled features, grouped for people, in the words of the practice.</summary>
internal sealed class PermissionMatrix(IFeatureServices<IPermissionProvider> providers, IVocabulary words)
{
    public IReadOnlyList<Group> Groups { get; } =
    [
        .. providers.SelectMany(p => p.GetPermissions())
            .DistinctBy(p => p.Name)
            .Select(p => new Permission(p.Name, words.Say(p.Description), p.IsSecurityCritical) { Category = words.Say(p.Category), ImpliedBy = p.ImpliedBy })
            .GroupBy(p => p.Category.Length == 0 ? "Other" : p.Category)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new Group(g.Key, [.. g.OrderBy(p => p.IsSecurityCritical).ThenBy(p => p.Description, StringComparer.Ordinal)])),
    ];

    public enum Grant
    {
        None,
        Own,

        /// <summary>By another permission that includes it.</summary>
        Included,
    }

    public static Grant Of(IReadOnlyCollection<string> granted, Permission permission) =>
        granted.Contains(permission.Name) ? Grant.Own : Includes(granted, permission, 0) ? Grant.Included : Grant.None;

    private static bool Includes(IReadOnlyCollection<string> granted, Permission permission, int depth) =>
        depth < 8 && permission.ImpliedBy.Any(p => granted.Contains(p.Name) || Includes(granted, p, depth + 1));

    public sealed record Group(string Category, IReadOnlyList<Permission> Permissions);
}
