using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Liquid;

namespace PracticeCms.Kernel.Tenants;

/// <summary>
/// Makes ready what the first page needs while the server is still being composed: the models of the contexts, which take longer than
/// any query, and the tables of the first practice. The first request finds it done, or waits for the rest of it. Models that no
/// visitor's page reads come after it.
/// </summary>
internal sealed class WarmUp(TenantRegistry registry, TenantStarter starter, IEnumerable<TenantDbRegistration> contexts)
{
    /// <summary>The first moment belongs to the first page; what can wait begins after it.</summary>
    public static readonly TimeSpan FirstMoment = TimeSpan.FromSeconds(1);

    /// <summary>Builds the kernel's model beside the calling thread; nothing where no practice is there yet.</summary>
    public static Task KernelAsync(DataFolder data) => Task.Run(() =>
    {
        if (First(new TenantStore(data).Load()) is { Database: var provider })
        {
            TenantDbFactory.BuildModel(typeof(KernelDb), provider);
        }
    });

    public void Begin(Task kernel)
    {
        if (First(registry.All.Select(s => s.Definition)) is { } first)
        {
            _ = Task.Run(() => StartAsync(registry.Find(first.Name)!));
            _ = Task.Run(() => ModelsAsync(kernel, first.Database));
        }
    }

    private static TenantDefinition? First(IEnumerable<TenantDefinition> tenants) => tenants.FirstOrDefault(t => t.State == TenantState.Running);

    private async Task ModelsAsync(Task kernel, DatabaseProvider provider)
    {
        await kernel;
        foreach (var visitors in contexts.Where(c => c.ForVisitors))
        {
            TenantDbFactory.BuildModel(visitors.Context, provider);
        }

        LiquidLibrary.Parse("{{ a | upcase }}"); // the library compiles its patterns with the first template
        await Task.Delay(FirstMoment);
        foreach (var others in contexts.Where(c => !c.ForVisitors))
        {
            TenantDbFactory.BuildModel(others.Context, provider);
        }
    }

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
