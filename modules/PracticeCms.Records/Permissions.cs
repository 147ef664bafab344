namespace PracticeCms.Records;

public sealed class Permissions : IPermissionProvider
{
    private const string Clients = "{Clients}";

    public static Permission ManageClients { get; } = new("ManageClients", "Add, change and archive {clients}") { Category = Clients };
    public static Permission ViewClients { get; } = new("ViewClients", "See {clients}: names, numbers and tags") { Category = Clients, ImpliedBy = [ManageClients] };
    public static Permission ViewContactDetails { get; } = new("ViewContactDetails", "See phone, e-mail, address and general fields of {clients}") { Category = Clients };
    public static Permission ViewBirthDates { get; } = new("ViewBirthDates", "See and find by birth dates of {clients}") { Category = Clients };
    public static Permission RevealIdentityNumbers { get; } = new("RevealIdentityNumbers", "Reveal identity, tax and insurance numbers of {clients}; others see the last digits", true) { Category = Clients };
    public static Permission ManageNotes { get; } = new("ManageNotes", "Write and sign {notes}") { Category = Clients };
    public static Permission ViewNotes { get; } = new("ViewNotes", "Read {notes}, and clinical fields of {clients}", true) { Category = Clients, ImpliedBy = [ManageNotes] };
    public static Permission ManageDocuments { get; } = new("ManageDocuments", "Add and delete documents of {clients}") { Category = Clients };
    public static Permission ViewDocuments { get; } = new("ViewDocuments", "Open documents of {clients}", true) { Category = Clients, ImpliedBy = [ManageDocuments] };
    public static Permission ImportClients { get; } = new("ImportClients", "Import {clients} from a file", true) { Category = Clients };
    public static Permission ExportClients { get; } = new("ExportClients", "Save lists of {clients} as files", true) { Category = Clients };

    public static Permission ManageClientAccess { get; } = new("ManageClientAccess", "Decide who of the staff may see a {client}", true) { Category = Clients };

    public IEnumerable<Permission> GetPermissions() =>
        [ViewClients, ManageClients, ViewContactDetails, ViewBirthDates, RevealIdentityNumbers, ViewNotes, ManageNotes, ViewDocuments, ManageDocuments, ImportClients, ExportClients, ManageClientAccess];

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, [.. GetPermissions()]),
        new(StockRoles.Administrator, [ViewClients, ViewContactDetails, ViewBirthDates, ManageClients, ViewDocuments, ManageDocuments, ImportClients, ExportClients]),
        new(StockRoles.Practitioner, [ViewClients, ViewContactDetails, ViewBirthDates, RevealIdentityNumbers, ManageClients, ViewNotes, ManageNotes, ViewDocuments, ManageDocuments]),
        new(StockRoles.Assistant, [ViewClients, ViewContactDetails, ViewBirthDates, ManageClients, ViewNotes, ViewDocuments, ManageDocuments]),
        new(StockRoles.FrontDesk, [ViewClients, ViewContactDetails, ViewBirthDates, ManageClients, ViewDocuments, ManageDocuments]),
        new(StockRoles.Billing, [ViewClients, ViewContactDetails, ViewBirthDates, RevealIdentityNumbers]),
        new(StockRoles.PrivacyOfficer, [ViewClients, ViewContactDetails, ViewBirthDates, ExportClients, ManageClientAccess]),
        new(StockRoles.Auditor, [ViewClients, ViewContactDetails]),
        new(StockRoles.Client, []),
    ];
}
