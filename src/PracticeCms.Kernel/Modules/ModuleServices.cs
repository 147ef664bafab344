using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace PracticeCms.Kernel.Modules;

/// <summary>The service collection of one startup: remembers its features for what is registered through it.</summary>
internal sealed class ModuleServiceCollection(IServiceCollection inner, IReadOnlyList<string> features) : IModuleServiceCollection
{
    public IReadOnlyList<string> Features { get; } = features;
    public int Count => inner.Count;
    public bool IsReadOnly => inner.IsReadOnly;

    public ServiceDescriptor this[int index]
    {
        get => inner[index];
        set => inner[index] = value;
    }

    public void Add(ServiceDescriptor item) => inner.Add(item);

    public void Clear() => inner.Clear();

    public bool Contains(ServiceDescriptor item) => inner.Contains(item);

    public void CopyTo(ServiceDescriptor[] array, int arrayIndex) => inner.CopyTo(array, arrayIndex);

    public IEnumerator<ServiceDescriptor> GetEnumerator() => inner.GetEnumerator();

    public int IndexOf(ServiceDescriptor item) => inner.IndexOf(item);

    public void Insert(int index, ServiceDescriptor item) => inner.Insert(index, item);

    public bool Remove(ServiceDescriptor item) => inner.Remove(item);

    public void RemoveAt(int index) => inner.RemoveAt(index);

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => inner.GetEnumerator();
}

/// <summary>Runs the startups of all modules, once per process.</summary>
internal sealed class ModuleStartups(ModuleCatalog catalog)
{
    private readonly List<(StartupBase Startup, IReadOnlyList<string> Features)> startups = catalog.Modules
        .SelectMany(m => m.Startups.Select(t => (Startup: (StartupBase)Activator.CreateInstance(t)!, Features: m.FeaturesOf(t))))
        .OrderBy(s => catalog.OrderOf(s.Features[0]))
        .ThenBy(s => s.Startup.Order)
        .ToList();

    private ICollection<EndpointDataSource> mapped = [];

    public void ConfigureServices(IServiceCollection services)
    {
        foreach (var (startup, features) in startups)
        {
            startup.ConfigureServices(new ModuleServiceCollection(services, features));
        }
    }

    /// <summary>All that is mapped, once it is.</summary>
    public IEnumerable<RouteEndpoint> Endpoints => mapped.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct();

    public void Configure(IEndpointRouteBuilder routes)
    {
        mapped = routes.DataSources;
        foreach (var (startup, features) in startups)
        {
            var group = routes.MapGroup("");
            group.WithMetadata(new FeatureMetadata(features));
            startup.Configure(group);
        }
    }
}

/// <summary>Yields what the tenant's enabled features registered, in dependency order.</summary>
internal sealed class FeatureServices<T> : IFeatureServices<T>
    where T : class
{
    private readonly List<T> services;

    public FeatureServices(FeatureServiceIndex index, IFeatures features, IServiceProvider provider) =>
        services = index.Enabled(typeof(T), features).Select(i => (T)provider.GetRequiredService(i)).ToList();

    public int Count => services.Count;

    public T this[int index] => services[index];

    public IEnumerator<T> GetEnumerator() => services.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>All registrations by extension point, sorted once.</summary>
internal sealed class FeatureServiceIndex(IEnumerable<FeatureServiceRegistration> registrations, ModuleCatalog catalog)
{
    private readonly ILookup<Type, FeatureServiceRegistration> byService = registrations
        .OrderBy(r => r.Features.Count == 0 ? -1 : catalog.OrderOf(r.Features[0]))
        .ToLookup(r => r.Service);

    public IEnumerable<FeatureServiceRegistration> Of(Type service) => byService[service];

    /// <summary>What the features of one module registered, at all extension points.</summary>
    public IEnumerable<FeatureServiceRegistration> OfModule(string module) =>
        byService.SelectMany(r => r).Where(r => r.Features.Count > 0 && catalog.Find(r.Features[0])?.ModuleId == module);

    /// <summary>Implementations that the tenant has on, without making them.</summary>
    public IEnumerable<Type> Enabled(Type service, IFeatures features) => byService[service].Where(r => r.Features.All(features.IsEnabled)).Select(r => r.Implementation);
}
