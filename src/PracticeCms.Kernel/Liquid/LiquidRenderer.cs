using DotLiquid;
using PracticeCms.Kernel.Settings;
using PracticeCms.Liquid;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Liquid;

/// <summary>Renders templates of the current tenant: its own version, else the theme's, else the module's.</summary>
internal sealed class LiquidRenderer(
    TemplateIndex index, TenantTemplates templates, ISettings settings, IVocabulary words, ITenant tenant) : ILiquidRenderer
{
    public async Task<string> RenderAsync(string template, IReadOnlyDictionary<string, object?> model, CancellationToken ct = default)
    {
        var sources = await templates.LoadAsync(ct);
        var source = sources.Find(template) ?? throw new TemplateException(template, "was not found in the practice, the theme or an enabled module.");
        return await RenderAsync(template, source, sources, model, encode: true, ct);
    }

    public async Task<string> RenderTextAsync(
        string source, IReadOnlyDictionary<string, object?> model, bool html = false, CancellationToken ct = default) =>
        await RenderAsync("", source, await templates.LoadAsync(ct), model, html, ct);

    public Task<string?> ProblemAsync(string source) => Task.FromResult(TemplateCheck.Problem(source));

    public Task<IReadOnlyList<LiquidTemplateInfo>> ListAsync(CancellationToken ct = default) => templates.ListAsync(ct);

    public async Task<string?> SourceAsync(string template, CancellationToken ct = default) =>
        (await templates.LoadAsync(ct)).Find(template.ToLowerInvariant());

    public Task<Result> OverrideAsync(string template, string? source, CancellationToken ct = default) =>
        templates.OverrideAsync(template, source, null, ct);

    private async Task<string> RenderAsync(
        string name, string source, TemplateSources sources, IReadOnlyDictionary<string, object?> model, bool encode, CancellationToken ct)
    {
        var practice = await settings.GetAsync<PracticeSettings>(ct);
        var branding = await settings.GetAsync<BrandingSettings>(ct);
        var state = new LiquidState(encode, tenant.Culture, tenant.Zone, tenant.Currency, words);
        var globals = LiquidGlobals.Make(practice, branding, tenant, words);
        return LiquidEngine.Render(name, source, model, globals, state, index.Parse, sources.Find, ct);
    }
}

/// <summary>Values that every template may name.</summary>
internal static class LiquidGlobals
{
    public static Hash Make(PracticeSettings practice, BrandingSettings branding, ITenant tenant, IVocabulary words) => new()
    {
        ["practice"] = new Hash
        {
            ["name"] = practice.Name.Length > 0 ? practice.Name : tenant.PracticeName,
            ["vertical"] = practice.Vertical,
            ["legal_name"] = practice.LegalName.Length > 0 ? practice.LegalName : practice.Name,
            ["address_line"] = practice.AddressLine,
            ["postal_code"] = practice.PostalCode,
            ["city"] = practice.City,
            ["country"] = practice.Country,
            ["phone"] = practice.Phone,
            ["email"] = practice.Email,
            ["tax_number"] = practice.TaxNumber,
            ["bank_account"] = practice.BankAccount,
            ["language"] = tenant.Culture.TwoLetterISOLanguageName,
            ["culture"] = tenant.Culture.Name,
            ["time_zone"] = tenant.Zone.Id,
            ["currency"] = tenant.Currency.Code,
        },
        ["branding"] = new Hash
        {
            ["accent"] = branding.Accent,
            ["tint"] = branding.Tint,
            ["heading_font"] = branding.HeadingFont,
            ["mark"] = branding.Mark,
            ["tagline"] = branding.Tagline,
            ["welcome"] = branding.Welcome,
            ["logo_file_id"] = branding.LogoFileId?.ToString(),
        },
        ["words"] = new WordsDrop(words),
        ["base_url"] = tenant.BaseUrl.AbsoluteUri,
        ["base"] = tenant.Prefix.Length == 0 ? "/" : $"/{tenant.Prefix}/",
    };
}
