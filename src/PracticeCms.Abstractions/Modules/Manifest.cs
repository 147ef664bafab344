namespace PracticeCms.Modules.Manifest;

/// <summary>Describes a module; every module's assembly carries exactly one.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public class ModuleAttribute : FeatureAttribute
{
    public string Author { get; set; } = "";
    public string Website { get; set; } = "";
    public string Version { get; set; } = "";
}

/// <summary>Describes a theme: a module that carries layouts, templates and assets.</summary>
public sealed class ThemeAttribute : ModuleAttribute
{
    public string BaseTheme { get; set; } = "";
}

/// <summary>
/// A feature that can be switched on per practice. A module without any gets one feature with the module's own id.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public class FeatureAttribute : Attribute
{
    /// <summary>Unique id; by default the assembly's name.</summary>
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string Description { get; set; } = "";
    public string Category { get; set; } = "";

    /// <summary>Ids of features this one needs; enabling it enables them.</summary>
    public string[] Dependencies { get; set; } = [];

    /// <summary>Orders features that do not depend on each other; lower comes first.</summary>
    public int Priority { get; set; }
    public bool DefaultTenantOnly { get; set; }
    public bool IsAlwaysEnabled { get; set; }
    public bool EnabledByDependencyOnly { get; set; }
}
