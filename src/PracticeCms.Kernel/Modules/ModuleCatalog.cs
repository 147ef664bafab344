namespace PracticeCms.Kernel.Modules;

/// <summary>All modules of this process and their features in dependency order.</summary>
internal sealed class ModuleCatalog
{
    public const string KernelFeature = "PracticeCms.Kernel";

    private readonly Dictionary<string, int> order;

    private ModuleCatalog(IReadOnlyList<LoadedModule> modules, IReadOnlyList<FeatureInfo> features, IReadOnlyList<RefusedModule> refused)
    {
        Modules = modules;
        Features = features;
        Refused = refused;
        order = features.Select((f, i) => (f.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<LoadedModule> Modules { get; }
    public IReadOnlyList<FeatureInfo> Features { get; }
    public IReadOnlyList<RefusedModule> Refused { get; }

    /// <summary>Builds the catalog. Built-in modules must be right; a dropped-in module that is not is left out and named.</summary>
    public static ModuleCatalog Build(IEnumerable<LoadedModule> builtIn, IEnumerable<LoadedModule> dropped, IEnumerable<RefusedModule> refused)
    {
        var modules = builtIn.ToList();
        var problems = refused.ToList();
        Sort(modules);
        foreach (var module in dropped)
        {
            try
            {
                Sort([.. modules, module]);
                modules.Add(module);
            }
            catch (ManifestException e)
            {
                problems.Add(new RefusedModule(module.Id, e.Message));
            }
        }

        return new ModuleCatalog(modules, Sort(modules), problems);
    }

    public void SayRefused(ILogger logger)
    {
        foreach (var module in Refused)
        {
            KernelLog.ModuleRefused(logger, module.Id, module.Why);
        }
    }

    public bool Knows(string feature) => order.ContainsKey(feature);

    public int OrderOf(string feature) => order.GetValueOrDefault(feature, -1);

    public LoadedModule? Module(string id) => Modules.FirstOrDefault(m => m.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    public FeatureInfo? Find(string feature) => order.TryGetValue(feature, out var at) ? Features[at] : null;

    /// <summary>The features and everything they need, in dependency order.</summary>
    public IReadOnlyList<FeatureInfo> WithDependencies(IEnumerable<string> ids)
    {
        var wanted = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>(ids);
        while (open.TryPop(out var id))
        {
            if (Find(id) is { } feature && wanted.Add(feature.Id))
            {
                foreach (var dependency in feature.Dependencies)
                {
                    open.Push(dependency);
                }
            }
        }

        return Features.Where(f => wanted.Contains(f.Id)).ToList();
    }

    /// <summary>The features and everything that needs them, dependents first.</summary>
    public IReadOnlyList<FeatureInfo> WithDependents(IEnumerable<string> ids)
    {
        var gone = new HashSet<string>(ids, StringComparer.OrdinalIgnoreCase);
        foreach (var feature in Features)
        {
            if (feature.Dependencies.Any(gone.Contains))
            {
                gone.Add(feature.Id);
            }
        }

        return Features.Where(f => gone.Contains(f.Id)).Reverse().ToList();
    }

    private static IReadOnlyList<FeatureInfo> Sort(IReadOnlyList<LoadedModule> modules)
    {
        var byId = new Dictionary<string, FeatureInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (var feature in modules.SelectMany(m => m.Features))
        {
            if (!byId.TryAdd(feature.Id, feature))
            {
                throw new ManifestException(
                    $"The feature id '{feature.Id}' is declared twice: by module '{byId[feature.Id].ModuleId}' and by module '{feature.ModuleId}'.");
            }
        }

        var sorted = new List<FeatureInfo>(byId.Count);
        var state = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        var path = new List<string>();
        foreach (var feature in byId.Values.OrderBy(f => f.Id, StringComparer.Ordinal))
        {
            Visit(feature, byId, state, path, sorted);
        }

        return KeepOn(sorted);
    }

    // What a feature needs that cannot be switched off cannot be switched off either. Backwards, because needs come first.
    private static List<FeatureInfo> KeepOn(List<FeatureInfo> sorted)
    {
        var held = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = sorted.Count - 1; i >= 0; i--)
        {
            sorted[i] = sorted[i] with { IsAlwaysEnabled = sorted[i].IsAlwaysEnabled || held.Contains(sorted[i].Id) };
            held.UnionWith(sorted[i].IsAlwaysEnabled ? sorted[i].Dependencies : []);
        }

        return sorted;
    }

    private static void Visit(
        FeatureInfo feature, Dictionary<string, FeatureInfo> byId, Dictionary<string, bool> state, List<string> path, List<FeatureInfo> sorted)
    {
        if (state.TryGetValue(feature.Id, out var done))
        {
            if (!done)
            {
                var cycle = path.SkipWhile(p => p != feature.Id).Append(feature.Id);
                throw new ManifestException($"Features depend on each other in a circle: {string.Join(" -> ", cycle)}.");
            }

            return;
        }

        state[feature.Id] = false;
        path.Add(feature.Id);
        foreach (var dependency in feature.Dependencies)
        {
            if (!byId.TryGetValue(dependency, out var needed))
            {
                throw new ManifestException($"The feature '{feature.Id}' depends on '{dependency}', which no module declares.");
            }

            Visit(needed, byId, state, path, sorted);
        }

        path.RemoveAt(path.Count - 1);
        state[feature.Id] = true;
        sorted.Add(feature);
    }
}
