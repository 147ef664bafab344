namespace PracticeCms.Compliance;

/// <summary>Who watches over what is looked at: the privacy officers, or the owners where a practice has none.</summary>
internal static class PrivacyWatch
{
    public static string RoleIn(IReadOnlyList<UserAccess> staff) => staff.Any(u => u.Roles.Contains(StockRoles.PrivacyOfficer)) ? StockRoles.PrivacyOfficer : StockRoles.Owner;

    public static IEnumerable<UserAccess> In(IReadOnlyList<UserAccess> staff)
    {
        var role = RoleIn(staff);
        return staff.Where(u => u.Roles.Contains(role));
    }
}
