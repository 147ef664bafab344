namespace PracticeCms.Scheduling;

internal sealed class Permissions : IPermissionProvider
{
    private const string Area = "Calendar";

    public static Permission ManageAppointments { get; } = new("ManageAppointments", "Book, move and cancel {appointments}") { Category = Area };
    public static Permission ViewCalendar { get; } = new("ViewCalendar", "See the calendar") { Category = Area, ImpliedBy = [ManageAppointments] };
    public static Permission Overbook { get; } = new("Overbook", "Book over a time that is taken") { Category = Area };
    public static Permission ManageServices { get; } = new("ManageServices", "Change {services} and their prices") { Category = Area };
    public static Permission ManageAvailability { get; } = new("ManageAvailability", "Change {locations}, {practitioners}, rooms and their hours") { Category = Area };

    private static readonly Permission[] All = [ViewCalendar, ManageAppointments, Overbook, ManageServices, ManageAvailability];

    public IEnumerable<Permission> GetPermissions() => All;

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, All),
        new(StockRoles.Administrator, All),
        new(StockRoles.Practitioner, [ViewCalendar, ManageAppointments, Overbook]),
        new(StockRoles.Assistant, [ViewCalendar, ManageAppointments]),
        new(StockRoles.FrontDesk, [ViewCalendar, ManageAppointments, Overbook]),
        new(StockRoles.Billing, [ViewCalendar]),
        new(StockRoles.PrivacyOfficer, [ViewCalendar]),
        new(StockRoles.Auditor, [ViewCalendar]),
    ];
}
