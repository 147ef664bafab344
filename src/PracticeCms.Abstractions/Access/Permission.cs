namespace PracticeCms.Access;

/// <summary>A right by name, such as <c>ManageAppointments</c>; granted to roles.</summary>
public sealed class Permission(string name, string description, bool isSecurityCritical = false)
{
    public string Name { get; } = name;

    /// <summary>One sentence that a person who ticks boxes understands.</summary>
    public string Description { get; } = description;
    public bool IsSecurityCritical { get; } = isSecurityCritical;
    public string Category { get; init; } = "";

    /// <summary>Permissions that include this one.</summary>
    public IReadOnlyList<Permission> ImpliedBy { get; init; } = [];

    public override string ToString() => Name;
}

/// <summary>Permissions that a role of this name gets when the feature is first enabled.</summary>
public sealed record PermissionStereotype(string Name, IReadOnlyList<Permission> Permissions);

public interface IPermissionProvider
{
    IEnumerable<Permission> GetPermissions();
    IEnumerable<PermissionStereotype> GetDefaultStereotypes();
}

/// <summary>Names of the stock roles.</summary>
public static class StockRoles
{
    public const string Owner = "Owner";
    public const string Administrator = "Administrator";
    public const string Practitioner = "Practitioner";
    public const string Assistant = "Assistant";
    public const string FrontDesk = "FrontDesk";
    public const string Billing = "Billing";
    public const string PrivacyOfficer = "PrivacyOfficer";
    public const string Auditor = "Auditor";
    public const string Client = "Client";

    public static IReadOnlyList<string> All { get; } =
        [Owner, Administrator, Practitioner, Assistant, FrontDesk, Billing, PrivacyOfficer, Auditor, Client];
}

/// <summary>Permissions that the kernel itself asks for.</summary>
public static class KernelPermissions
{
    public static Permission AccessAdminPortal { get; } = new("AccessAdminPortal", "Open the staff portal") { Category = "Practice" };
    public static Permission ManagePractice { get; } = new("ManagePractice", "Change the practice's settings, vocabulary and look") { Category = "Practice" };
    public static Permission ManageFeatures { get; } = new("ManageFeatures", "Switch features on and off", true) { Category = "Practice" };
    public static Permission ManageRoles { get; } = new("ManageRoles", "Change roles and what they may do", true) { Category = "Practice" };
    public static Permission ManageTemplates { get; } = new("ManageTemplates", "Edit the texts and pages that clients see") { Category = "Practice" };
    public static Permission ManageJobs { get; } = new("ManageJobs", "Have stopped background work done again, or left out", true) { Category = "Practice" };
    public static Permission ViewJobs { get; } = new("ViewJobs", "See background work that has stopped") { Category = "Practice", ImpliedBy = [ManageJobs] };
}

public enum ActorKind
{
    Anonymous,
    Staff,

    /// <summary>A client in their own portal or by their own link.</summary>
    Client,

    /// <summary>The product itself: jobs, workflows, recipes, command line.</summary>
    System,

    /// <summary>A program of somebody else's, with a key that a member of staff has made for it.</summary>
    Program,
}

/// <summary>Who acts in this scope.</summary>
public interface ICurrentActor
{
    ActorKind Kind { get; }

    /// <summary>Null for the system and for people who are not signed in.</summary>
    Guid? UserId { get; }

    /// <summary>Of a member of staff who is signed in.</summary>
    SignInSession? Session { get; }
    string DisplayName { get; }
    IReadOnlyList<string> Roles { get; }
    bool Can(Permission permission);
    bool Can(string permission);

    /// <summary>Acts as the system with the given name until disposed, such as <c>workflow</c> or <c>import</c>.</summary>
    IDisposable ActAs(ActorKind kind, string name, Guid? userId = null);

    /// <summary>Goes on, for as long as this scope lasts, as whoever acts in another one: with their rights and their records.</summary>
    void ContinueAs(ICurrentActor other);
}

/// <summary>What the kernel must know of a user; the module that keeps users implements it.</summary>
public interface IUserDirectory
{
    /// <summary>Null where the user does not exist or is disabled.</summary>
    ValueTask<UserAccess?> FindAsync(Guid userId, CancellationToken ct = default);

    /// <summary>Active staff, by display name.</summary>
    Task<IReadOnlyList<UserAccess>> ListAsync(CancellationToken ct = default);
}

/// <param name="SecurityStamp">Changes when sessions must end.</param>
public sealed record UserAccess(Guid Id, string DisplayName, string Email, IReadOnlyList<string> Roles, string SecurityStamp)
{
    /// <summary>Whether single letters are commands for this person (WCAG 2.1.4).</summary>
    public bool UsesSingleKeys { get; init; } = true;

    /// <summary>Has a passkey or an authenticator app.</summary>
    public bool HasSecondFactor { get; init; }
}

/// <summary>Roles of the practice: kept by the kernel, because access must not depend on a module.</summary>
public interface IRoles
{
    Task<IReadOnlyList<RoleInfo>> ListAsync(CancellationToken ct = default);

    /// <summary>Creates or changes a role in the running unit of work; unknown permissions are a problem.</summary>
    Task<Result> SaveAsync(RoleInfo role, CancellationToken ct = default);
    Task<Result> DeleteAsync(string name, CancellationToken ct = default);
}

/// <summary>Which clients' records a role admits.</summary>
public enum RecordScope
{
    // From wide to narrow: of several roles the widest counts.
    All,

    /// <summary>Clients whose team the user belongs to.</summary>
    Assigned,

    /// <summary>Clients that the user is responsible for.</summary>
    Own,
}

public sealed record RoleInfo(string Name, string Description, IReadOnlyList<string> Permissions, RecordScope Scope);
