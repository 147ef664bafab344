namespace PracticeCms.Modules;

/// <summary>The modules of this process, and what each would add to a practice.</summary>
public interface IModules
{
    IReadOnlyList<ModuleInfo> All { get; }

    /// <summary>Read from what the module registered and maps, and from its migrations without running them. Null where there is none of that id.</summary>
    ModuleReview? Review(string id);
}

/// <param name="Package">Null where the host was built with it.</param>
public sealed record ModuleInfo(string Id, string Name, string Description, string Version, string Author, ModulePackage? Package);

/// <summary>Where a dropped-in module comes from.</summary>
/// <param name="Sha256">Of its <c>module.json</c>, in lower-case hexadecimal; that names every file's own.</param>
/// <param name="Signer">The trusted key's name, or an unknown key in words; null where it is not signed.</param>
public sealed record ModulePackage(string Sha256, string? Signer);

public sealed record ModuleReview(ModuleInfo Module, IReadOnlyList<FeatureInfo> Features)
{
    public required IReadOnlyList<PermissionReview> Permissions { get; init; }
    public required IReadOnlyList<EndpointReview> Endpoints { get; init; }
    public required IReadOnlyList<TableReview> Tables { get; init; }

    /// <summary>What its migrations do besides making tables and their indexes.</summary>
    public required IReadOnlyList<SchemaChangeReview> SchemaChanges { get; init; }
    public required IReadOnlyList<PartReview> Parts { get; init; }
}

/// <summary>A permission that the module declares, or that another declares and this one grants.</summary>
/// <param name="Roles">Stock roles that get it when its feature is first switched on.</param>
public sealed record PermissionReview(string Name, string Description, bool IsDeclared, bool IsSecurityCritical, IReadOnlyList<string> Roles);

/// <summary>A page or endpoint. It asks for all the permissions; with none of them it is for those signed in, for anyone, or for nobody.</summary>
/// <param name="Verbs">Such as <c>GET, POST</c>.</param>
/// <param name="Public">Why anyone may call it; null where not.</param>
/// <param name="Features">All must be on.</param>
public sealed record EndpointReview(bool IsPage, string Verbs, string Route, IReadOnlyList<string> Permissions, bool IsSignedIn, string? Public, IReadOnlyList<string> Features);

/// <param name="Columns">Number of its columns.</param>
public sealed record TableReview(string Name, int Columns);

/// <param name="IsSql">Text of the module's own, which may do anything.</param>
public sealed record SchemaChangeReview(string Text, bool IsSql);

/// <param name="Kind">Such as <c>Background task</c>.</param>
/// <param name="Features">All must be on.</param>
public sealed record PartReview(string Kind, string Name, IReadOnlyList<string> Features);
