using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Tenants;

/// <summary>
/// Makes ready what the first page needs while the server is still being composed: the models of the contexts, which take longer than
/// any query, and the tables of the first practice. The first request finds it done, or waits for the rest of it.
/// </summary>
internal sealed class WarmUp(TenantRegistry registry, TenantStarter starter)
{
    /// <summary>Builds models beside the calling thread; nothing where no practice is there yet.</summary>
    public static void Models(DataFolder data, params IEnumerable<Type> contexts)
    {
        if (First(new TenantStore(data).Load()) is { Database: var provider })
        {
            _ = Task.Run(() =>
            {
                foreach (var context in contexts)
                {
                    TenantDbFactory.BuildModel(context, provider);
                }
            });
        }
    }

    public void Begin()
    {
        if (First(registry.All.Select(s => s.Definition)) is { } first)
        {
            _ = Task.Run(() => StartAsync(registry.Find(first.Name)!));
        }
    }

    private static TenantDefinition? First(IEnumerable<TenantDefinition> tenants) => tenants.FirstOrDefault(t => t.State == TenantState.Running);

    private async Task StartAsync(TenantShell shell)
    {
        try
        {
            await starter.EnsureStartedAsync(shell);
        }
        catch (Exception)
        {
            // Said in the log by the starter, and again to whoever asks for the practice.
        }
    }
}
