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

    /// <summary>The role's own description, else what a stock role is for.</summary>
    public static string Description(RoleInfo role) => role.Description.Length > 0 ? role.Description : role.Name switch
    {
        StockRoles.Owner => "Runs the practice and may do everything.",
        StockRoles.Administrator => "Sets the system up and keeps it running.",
        StockRoles.Practitioner => "Sees clients and writes their records.",
        StockRoles.Assistant => "Helps practitioners with visits and records.",
        StockRoles.FrontDesk => "Answers the phone, books and welcomes.",
        StockRoles.Billing => "Writes invoices and takes payments.",
        StockRoles.PrivacyOfficer => "Watches over who looks at what.",
        StockRoles.Auditor => "Reads, and changes nothing.",
        StockRoles.Client => "People who are served, in their own portal.",
        _ => "",
    };
}
