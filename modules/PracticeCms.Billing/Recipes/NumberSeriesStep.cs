using System.Text.Json.Nodes;
using PracticeCms.Billing.Numbering;

namespace PracticeCms.Billing.Recipes;

/// <summary><c>{"name":"NumberSeries","NumberSeries":[{"Code":"invoice","Name":"Invoices","Pattern":"INV-{year}-{number}","Digits":5,"IsYearly":true}]}</c></summary>
internal sealed class NumberSeriesStep(BillingDb db) : NamedRecipeStepHandler("NumberSeries")
{
    private static readonly string[] Codes = [NumberSeries.Invoice, NumberSeries.CreditNote, NumberSeries.Receipt];

    private sealed record Model(List<Item>? NumberSeries);

    private sealed record Item(string? Code, string? Name, string? Pattern, int? Digits, bool? IsYearly);

    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        if (context.Read<Model>() is not { } step)
        {
            return;
        }

        var known = await db.NumberSeries.ToListAsync(ct);
        foreach (var (item, i) in (step.NumberSeries ?? []).Select((s, i) => (s, i)))
        {
            if (!Codes.Contains(item.Code))
            {
                context.Problem($"NumberSeries[{i}].Code", $"'{item.Code}' is none of {string.Join(", ", Codes)}.");
                continue;
            }

            Apply(item, $"NumberSeries[{i}]", known, context);
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var series = await db.NumberSeries.AsNoTracking().OrderBy(s => s.Code).ToListAsync(ct);
        return new JsonObject
        {
            ["name"] = StepName,
            ["NumberSeries"] = new JsonArray([.. series.Select(s => new JsonObject
            {
                ["Code"] = s.Code, ["Name"] = s.Name, ["Pattern"] = s.Pattern, ["Digits"] = s.Digits, ["IsYearly"] = s.IsYearly,
            })]),
        };
    }

    private void Apply(Item item, string where, List<NumberSeries> known, RecipeExecutionContext context)
    {
        var series = known.Find(s => s.Code == item.Code);
        var before = series is null ? default : (series.Name, series.Pattern, series.Digits, series.IsYearly);
        if (series is null)
        {
            series = new NumberSeries { Code = item.Code!, Name = item.Code! };
            db.NumberSeries.Add(series);
        }

        (series.Name, series.Pattern) = (item.Name ?? series.Name, item.Pattern ?? series.Pattern);
        (series.Digits, series.IsYearly) = (item.Digits ?? series.Digits, item.IsYearly ?? series.IsYearly);
        if (series.Problem is { } problem)
        {
            context.Problem($"{where}.Pattern", problem);
        }
        else if (before != (series.Name, series.Pattern, series.Digits, series.IsYearly))
        {
            context.Changed($"number series '{series.Code}' changed");
        }
    }
}
