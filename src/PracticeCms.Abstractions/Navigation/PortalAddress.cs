namespace PracticeCms.Navigation;

/// <summary>Where a form of the portal leads back to.</summary>
public static class PortalAddress
{
    /// <summary>
    /// What the form named, or <paramref name="otherwise"/> where that is no page of the portal, written as addresses are: a header takes nothing but
    /// printable ASCII, and "//" or a backslash would lead elsewhere.
    /// </summary>
    public static string Of(string? named, string otherwise) =>
        named is not null && IsOfPortal(named) && !named.Contains("//", StringComparison.Ordinal) && named.All(c => c is > ' ' and <= '~' and not '\\') ? named : otherwise;

    private static bool IsOfPortal(string named) =>
        named == "admin" || named.StartsWith("admin/", StringComparison.Ordinal) || named.StartsWith("admin?", StringComparison.Ordinal);
}
