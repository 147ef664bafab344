using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Modules;

namespace PracticeCms.Kernel.Durable;

/// <summary>Nothing that is on here takes this work, and it is not done with: it is looked at again later.</summary>
/// <param name="what">Its kind, or the type that handles it.</param>
internal sealed class UntakenWorkException(string what) : InvalidOperationException($"Nothing that is on here takes '{what}'.");

/// <summary>
/// Whether work that nothing takes is done with: it is where its feature is known to this process and off in the practice's database. Else another process may take it, one that is
/// newer, has a module that is missing here, or has switched a feature on of which this one has not heard yet.
/// </summary>
internal sealed class UntakenWork(FeatureServiceIndex index, ModuleCatalog catalog, IFeatures features, IServiceProvider services)
{
    public Task<bool> IsOffAsync<THandler>(Func<THandler, bool> takes, CancellationToken ct)
        where THandler : class => IsOffAsync(typeof(THandler), type => takes((THandler)services.GetRequiredService(type)), ct);

    public async Task<bool> IsOffAsync(Type service, Func<Type, bool> takes, CancellationToken ct)
    {
        var known = index.Of(service).Where(r => r.Features.All(catalog.Knows) && takes(r.Implementation)).ToList();
        if (known.Count == 0)
        {
            return false;
        }

        var on = await ((FeatureManager)features).ReadAsync(ct);
        return !known.Exists(r => r.Features.All(on.Contains));
    }
}
