using PracticeCms.Billing.Settings;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Settings;

namespace PracticeCms.IntegrationTests.Billing;

public sealed class BillingTermsTests
{
    [Fact]
    public async Task How_long_books_are_kept_is_changed_neither_by_the_terms_nor_by_a_recipe_of_taxes()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            await s.GetRequiredService<ISettings>().SaveAsync(new BillingSettings { RetentionYears = 7, PaymentTermDays = 21, Footer = "As ever" }, ct);
            return true;
        }));

        using var staff = await StaffSession.SignInAsync(host);
        const string page = "admin/settings/billing";
        (await staff.SendAsync(page, await staff.PageAsync(page), "[name='Terms.PaymentTermDays']", fields =>
        {
            (fields["Terms.PaymentTermDays"], fields["Terms.RetentionYears"], fields["RetentionYears"]) = ("30", "1", "1");
        })).Dispose();
        Assert.Equal((7, 30, "As ever"), await TermsAsync(host));

        var file = Path.Combine(host.DataFolder, "taxes.recipe.json");
        await File.WriteAllTextAsync(file, """{ "name": "taxes", "steps": [ { "name": "TaxRates", "PricesIncludeTax": true, "TaxRates": [ { "Code": "vat", "Name": "VAT", "Percent": "19", "Category": "S" } ] } ] }""");
        var report = await host.InAsync("Default", s => s.GetRequiredService<RunRecipe>().ExecuteAsync(s.GetRequiredService<RecipeCatalog>().Find(file, [])!, new RecipeRunOptions()));
        Assert.Empty(report.Problems);
        Assert.Equal((7, 30, "As ever"), await TermsAsync(host));
        Assert.True((await host.InAsync("Default", async s => await s.GetRequiredService<ISettings>().GetAsync<BillingSettings>())).PricesIncludeTax);
    }

    [Fact]
    public async Task A_number_that_names_no_tax_category_is_refused_from_the_form_and_from_a_recipe()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        const string page = "admin/settings/billing";
        var form = await staff.PageAsync(page);
        var row = form.QuerySelectorAll("[name$='.Category']").Length - 1;

        using var answer = await staff.SendAsync(page, form, $"[name='Rates.Rows[{row}].Code']", fields =>
            (fields[$"Rates.Rows[{row}].Code"], fields[$"Rates.Rows[{row}].Percent"], fields[$"Rates.Rows[{row}].Category"]) = ("odd", "19", "7"));
        var file = Path.Combine(host.DataFolder, "taxes.recipe.json");
        await File.WriteAllTextAsync(file, """{ "name": "taxes", "steps": [ { "name": "TaxRates", "TaxRates": [ { "Code": "odd", "Name": "Odd", "Percent": "19", "Category": "7" } ] } ] }""");
        var report = await host.InAsync("Default", s => s.GetRequiredService<RunRecipe>().ExecuteAsync(s.GetRequiredService<RecipeCatalog>().Find(file, [])!, new RecipeRunOptions()));

        Assert.Contains("choose a category", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEmpty(report.Problems);
        Assert.Equal(0, await host.InAsync("Default", s => s.GetRequiredService<PracticeCms.Billing.BillingDb>().TaxRates.CountAsync(r => r.Code == "odd")));
    }

    private static Task<(int Years, int Days, string Footer)> TermsAsync(TestHost host) => host.InAsync("Default", async s =>
        await s.GetRequiredService<ISettings>().GetAsync<BillingSettings>() is var terms ? (terms.RetentionYears, terms.PaymentTermDays, terms.Footer) : default);
}
