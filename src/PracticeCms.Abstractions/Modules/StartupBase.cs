using Microsoft.AspNetCore.Routing;

namespace PracticeCms.Modules;

/// <summary>
/// What a module registers and maps. Called once per process; whether its feature is on is asked per request.
/// </summary>
public abstract class StartupBase
{
    /// <summary>Orders startups inside one feature; lower comes first.</summary>
    public virtual int Order => 0;

    public virtual void ConfigureServices(IServiceCollection services)
    {
    }

    public virtual void Configure(IEndpointRouteBuilder routes)
    {
    }
}

/// <summary>The feature that a startup or a page belongs to; without it, the module's own.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FeatureAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}

/// <summary>Features that must all be on, besides the own one, for this startup's services and routes to exist.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequireFeaturesAttribute(params string[] features) : Attribute
{
    public IReadOnlyList<string> Features { get; } = features;
}

/// <summary>Endpoint metadata: the features that must be on in the tenant, or the endpoint is a 404.</summary>
public sealed record FeatureMetadata(IReadOnlyList<string> Features);
