using System.Globalization;
using System.Text.Json.Nodes;
using PracticeCms.Billing.Settings;
using PracticeCms.Billing.Taxes;

namespace PracticeCms.Billing.Recipes;

/// <summary>
/// <c>{"name":"TaxRates","PricesIncludeTax":true,"TaxRates":[{"Code":"standard","Name":"VAT 19 %","Percent":"19","Category":"S"}]}</c>;
/// the percentage is read as an exact decimal, from a string or a number.
/// </summary>
internal sealed class TaxRatesStep(BillingDb db, ISettings settings) : NamedRecipeStepHandler("TaxRates")
{
    private sealed record Model(bool? PricesIncludeTax, string? DefaultCode, List<Rate>? TaxRates);

    private sealed record Rate(string? Code, string? Name, decimal? Percent, string? Category, string? Reason, bool? IsActive);

    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        if (context.Read<Model>() is not { } step)
        {
            return;
        }

        var known = await db.TaxRates.ToListAsync(ct);
        foreach (var (rate, i) in (step.TaxRates ?? []).Select((r, i) => (r, i)))
        {
            Apply(rate, $"TaxRates[{i}]", known, context);
        }

        await ApplyTermsAsync(step, known, context, ct);
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var rates = await db.TaxRates.AsNoTracking().OrderBy(r => r.Code).ToListAsync(ct);
        var terms = await settings.GetAsync<BillingSettings>(ct);
        return rates.Count == 0 ? null : new JsonObject
        {
            ["name"] = StepName,
            ["PricesIncludeTax"] = terms.PricesIncludeTax,
            ["DefaultCode"] = terms.DefaultTaxCode,
            ["TaxRates"] = new JsonArray([.. rates.Select(r => new JsonObject
            {
                ["Code"] = r.Code, ["Name"] = r.Name, ["Percent"] = r.Percent.ToString("0.######", CultureInfo.InvariantCulture),
                ["Category"] = r.Category.ToString(), ["Reason"] = r.Reason, ["IsActive"] = r.IsActive,
            })]),
        };
    }

    private void Apply(Rate wanted, string where, List<TaxRate> known, RecipeExecutionContext context)
    {
        var category = TaxCategory.S;
        var percent = wanted.Percent ?? 0;
        if (string.IsNullOrWhiteSpace(wanted.Code) || wanted.Code.Length > 30)
        {
            context.Problem($"{where}.Code", "A rate has a code of up to 30 characters.");
            return;
        }

        if (wanted.Category is { } name && (!Enum.TryParse(name, out category) || !Enum.IsDefined(category)))
        {
            context.Problem($"{where}.Category", $"'{name}' is none of S, Z, E, AE and O.");
            return;
        }

        if (percent is < 0 or > 100)
        {
            context.Problem($"{where}.Percent", "A percentage is between 0 and 100.");
            return;
        }

        category = wanted.Category is null && percent == 0 ? TaxCategory.Z : category;
        var treatment = new TaxTreatment(category, percent, wanted.Reason);
        if (treatment.Problem is { } problem)
        {
            context.Problem(where, problem);
            return;
        }

        Save(wanted, treatment, known, context);
    }

    private void Save(Rate wanted, TaxTreatment treatment, List<TaxRate> known, RecipeExecutionContext context)
    {
        var rate = known.Find(r => r.Code == wanted.Code);
        var isNew = rate is null;
        if (rate is null)
        {
            rate = new TaxRate { Code = wanted.Code! };
            known.Add(rate);
            db.TaxRates.Add(rate);
        }

        var name = wanted.Name ?? wanted.Code!;
        if (isNew || rate.Name != name || rate.Treatment != treatment || rate.IsActive != (wanted.IsActive ?? true))
        {
            (rate.Name, rate.Percent, rate.Category, rate.Reason, rate.IsActive) = (name, treatment.Percent, treatment.Category, treatment.Reason, wanted.IsActive ?? true);
            context.Changed($"tax rate '{rate.Code}' {(isNew ? "added" : "changed")}");
        }
    }

    private async Task ApplyTermsAsync(Model step, List<TaxRate> known, RecipeExecutionContext context, CancellationToken ct)
    {
        if (step.DefaultCode is { Length: > 0 } code && known.TrueForAll(r => r.Code != code))
        {
            context.Problem("DefaultCode", $"There is no rate '{code}'.");
            return;
        }

        // What the step does not name stays as it is.
        var terms = await settings.GetAsync<BillingSettings>(ct);
        var (inclusive, rate) = (step.PricesIncludeTax ?? terms.PricesIncludeTax, step.DefaultCode ?? terms.DefaultTaxCode);
        if ((inclusive, rate) != (terms.PricesIncludeTax, terms.DefaultTaxCode))
        {
            (terms.PricesIncludeTax, terms.DefaultTaxCode) = (inclusive, rate);
            await settings.SaveAsync(terms, ct);
            context.Changed(inclusive ? "prices include tax" : "prices are net of tax");
        }
    }
}
