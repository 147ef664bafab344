namespace PracticeCms.Users.Roles;

/// <summary>Names of stock roles as people write them.</summary>
internal static class RoleNames
{
    public static string Of(string name) => name switch
    {
        StockRoles.FrontDesk => "Front desk",
        StockRoles.PrivacyOfficer => "Privacy officer",
        _ => name,
    };
}
