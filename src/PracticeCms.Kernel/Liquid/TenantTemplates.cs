using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Settings;
using PracticeCms.Liquid;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Liquid;

/// <summary>The current tenant's view of all templates.</summary>
internal sealed class TenantTemplates(
    KernelDb db, TemplateIndex index, SettingsCache cache, ISettings settings, ITenant tenant, IFeatures features, IUnitOfWork unitOfWork, IClock clock)
{
    private const string CacheName = "$templates";
    private bool changed;

    public async Task<TemplateSources> LoadAsync(CancellationToken ct)
    {
        var theme = (await settings.GetAsync<BrandingSettings>(ct)).SiteTheme;
        var enabled = features.All.Where(f => f.IsTheme || features.IsEnabled(f.Id)).Select(f => f.ModuleId).ToHashSet(StringComparer.Ordinal);
        return new TemplateSources(await OverridesAsync(ct), index, theme, enabled);
    }

    public async Task<IReadOnlyList<LiquidTemplateInfo>> ListAsync(CancellationToken ct)
    {
        var sources = await LoadAsync(ct);
        return [.. sources.Names().Select(name => new LiquidTemplateInfo(name, sources.Origin(name), sources.Overrides.ContainsKey(name)))];
    }

    /// <summary>Sets or takes back the practice's version; the text must parse.</summary>
    public async Task<Result> OverrideAsync(string template, string? source, string? description, CancellationToken ct)
    {
        var name = template.ToLowerInvariant();
        if (source is not null && TemplateCheck.Problem(source) is { } problem)
        {
            return Problem.Invalid("Source", problem);
        }

        var row = await db.Set<TemplateOverride>().FindAsync([name], ct);
        if (source is null)
        {
            if (row is not null)
            {
                db.Remove(row);
            }
        }
        else
        {
            row ??= db.Add(new TemplateOverride { Name = name }).Entity;
            row.Source = source;
            row.Description = description ?? row.Description;
            row.ChangedAt = clock.GetCurrentInstant();
        }

        changed = true;
        unitOfWork.AfterCommit(() =>
        {
            changed = false;
            cache.Drop(tenant.Name);
            return Task.CompletedTask;
        });
        return Result.Ok;
    }

    private async Task<IReadOnlyDictionary<string, string>> OverridesAsync(CancellationToken ct)
    {
        var own = changed && unitOfWork.IsActive;
        if (!own && cache.TryGet(tenant.Name, CacheName, typeof(Dictionary<string, string>), out var cached))
        {
            return (Dictionary<string, string>)cached;
        }

        var generation = cache.Generation(tenant.Name);
        if (own)
        {
            await unitOfWork.FlushAsync(ct);
        }

        var read = await db.Set<TemplateOverride>().AsNoTracking().ToDictionaryAsync(t => t.Name, t => t.Source, StringComparer.Ordinal, ct);
        if (!own)
        {
            cache.Keep(tenant.Name, CacheName, read, generation);
        }

        return read;
    }
}

/// <summary>Looks a template up: the practice's own, the chosen theme's, any theme's, the enabled modules'.</summary>
internal sealed class TemplateSources(IReadOnlyDictionary<string, string> overrides, TemplateIndex index, string theme, IReadOnlySet<string> enabled)
{
    public IReadOnlyDictionary<string, string> Overrides { get; } = overrides;

    public string? Find(string name) => Overrides.GetValueOrDefault(name) ?? Shipped(name)?.Source;

    public string Origin(string name) => Shipped(name)?.ModuleId ?? "Practice";

    public IEnumerable<string> Names() =>
        index.All.Where(t => enabled.Contains(t.ModuleId)).Select(t => t.Name).Concat(Overrides.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private ShippedTemplate? Shipped(string name) =>
        index.Find(name).Where(t => enabled.Contains(t.ModuleId)).OrderBy(t => t.ModuleId == theme ? 0 : t.IsTheme ? 1 : 2).FirstOrDefault();
}

/// <summary>Refuses a text before it is saved.</summary>
internal static class TemplateCheck
{
    private const int MaxSource = 200_000;

    /// <summary>The problem in a sentence, or null.</summary>
    public static string? Problem(string source)
    {
        if (source.Length > MaxSource)
        {
            return $"A template may have {MaxSource:N0} characters.";
        }

        try
        {
            LiquidLibrary.Parse(source);
            return null;
        }
        catch (Exception e) when (e is DotLiquid.Exceptions.LiquidException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return e.Message;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return "A tag of this template is not complete.";
        }
    }
}
