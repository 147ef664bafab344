namespace PracticeCms.Modules;

/// <summary>Services of one kind from the tenant's enabled features, in dependency order.</summary>
public interface IFeatureServices<out T> : IReadOnlyList<T>
    where T : class;

/// <summary>The collection a startup receives; it knows the features that its registrations belong to.</summary>
public interface IModuleServiceCollection : IServiceCollection
{
    IReadOnlyList<string> Features { get; }
}

/// <summary>One implementation of an extension point and the features it needs.</summary>
public sealed record FeatureServiceRegistration(Type Service, Type Implementation, IReadOnlyList<string> Features);

public static class FeatureServiceCollectionExtensions
{
    /// <summary>Registers an implementation that <see cref="IFeatureServices{T}"/> yields where its features are on.</summary>
    public static IServiceCollection AddFeatureService<TService, TImplementation>(this IServiceCollection services)
        where TService : class
        where TImplementation : class, TService => services.AddFeatureService(typeof(TService), typeof(TImplementation));

    public static IServiceCollection AddFeatureService(this IServiceCollection services, Type service, Type implementation)
    {
        var features = services is IModuleServiceCollection module ? module.Features : [];
        services.AddSingleton(new FeatureServiceRegistration(service, implementation, features));
        if (!services.Any(d => d.ServiceType == implementation && !d.IsKeyedService))
        {
            services.AddScoped(implementation);
        }

        return services;
    }
}

/// <summary>What can be known about the features of this process and of the current tenant.</summary>
public interface IFeatures
{
    /// <summary>All features, in dependency order.</summary>
    IReadOnlyList<FeatureInfo> All { get; }

    /// <summary>Packages that were dropped in and not taken at start.</summary>
    IReadOnlyList<RefusedModule> Refused { get; }

    /// <summary>Whether the feature is on in the current tenant, as the current unit of work sees it.</summary>
    bool IsEnabled(string id);

    /// <summary>Switches features and all they depend on on, migrating their tables, in the running unit of work.</summary>
    Task<IReadOnlyList<string>> EnableAsync(IEnumerable<string> ids, CancellationToken ct = default);

    /// <summary>Switches features and all that depend on them off. Data stays.</summary>
    Task<IReadOnlyList<string>> DisableAsync(IEnumerable<string> ids, CancellationToken ct = default);
}

/// <summary>A module that was refused at start, and why; the others start without it.</summary>
public sealed record RefusedModule(string Id, string Why);

public sealed record FeatureInfo(
    string Id,
    string Name,
    string Description,
    string Category,
    string ModuleId,
    string ModuleVersion,
    IReadOnlyList<string> Dependencies,
    bool IsAlwaysEnabled,
    bool EnabledByDependencyOnly,
    bool DefaultTenantOnly,
    bool IsTheme);
