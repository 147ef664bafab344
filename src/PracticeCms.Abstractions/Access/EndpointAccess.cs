using Microsoft.AspNetCore.Builder;

namespace PracticeCms.Access;

/// <summary>Endpoint or page metadata: the permission it asks for. All of them must be held.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RequirePermissionAttribute(string permission) : Attribute
{
    public string Permission { get; } = permission;
}

/// <summary>Endpoint or page metadata: anyone may call it, and why that is right. Reviewed as a list.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PublicAttribute(string why) : Attribute
{
    public string Why { get; } = why;
}

/// <summary>Endpoint or page metadata: any signed-in member of staff.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SignedInAttribute : Attribute;

public static class EndpointAccessExtensions
{
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, Permission permission)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequirePermissionAttribute(permission.Name));

    public static TBuilder AllowPublic<TBuilder>(this TBuilder builder, string why)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new PublicAttribute(why));

    public static TBuilder RequireSignIn<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SignedInAttribute());

    public static TBuilder RequireFreshFactor<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new FreshFactorAttribute());

    public static IServiceCollection AddPermissions<TProvider>(this IServiceCollection services)
        where TProvider : class, IPermissionProvider =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IPermissionProvider, TProvider>(services);
}
