using System.Text.Json.Nodes;
using PracticeCms.Kernel.Settings;
using PracticeCms.Recipes;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Recipes.Steps;

/// <summary><c>{"name":"DemoData","Seed":1,"Clients":200,"Weeks":12}</c>: people and work that look real, made by the real use cases.</summary>
internal sealed class DemoDataStep(IServiceProvider services, PracticeSettingsStore settings, IUnitOfWork unitOfWork) : NamedRecipeStepHandler("DemoData")
{
    private sealed record Model(int? Seed, int? Clients, int? Weeks, string? Vertical);

    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        if (context.Read<Model>() is not { } step)
        {
            return;
        }

        if (step.Clients is < 0 or > 100_000 || step.Weeks is < 0 or > 104)
        {
            context.Problem("Clients", "Demo data has at most 100000 clients and 104 weeks.");
            return;
        }

        var vertical = step.Vertical ?? (await settings.GetAsync<PracticeSettings>(ct)).Vertical;
        var options = new DemoDataOptions(step.Seed ?? 1, step.Clients ?? 200, step.Weeks ?? 12, vertical);
        foreach (var source in services.GetRequiredService<IFeatureServices<IDemoDataSource>>().OrderBy(s => s.Order))
        {
            if (await source.SeedAsync(options, ct) is { } made)
            {
                context.Changed(made);
            }

            await unitOfWork.FlushAsync(ct);
        }

        if (context.Changes.Count > 0)
        {
            await settings.MergeAsync(nameof(PracticeSettings), new JsonObject { [nameof(PracticeSettings.HasDemoData)] = true }, ct);
        }
    }
}
